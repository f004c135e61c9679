using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Processes;

/// <summary>A terminal of 80 columns, for a tool that draws only on one. What it draws is read and thrown away.</summary>
internal sealed class PseudoTerminal : IDisposable
{
    private readonly SafeFileHandle _master;
    private readonly Thread _reader;

    public unsafe PseudoTerminal()
    {
        int master;
        int slave;
        ushort* size = stackalloc ushort[] { 24, 80, 0, 0 }; // struct winsize, ioctl_tty(2)
        if (Libc.OpenTerminal(&master, &slave, null, null, size) != 0)
        {
            throw Libc.Error("openpty");
        }

        _master = new SafeFileHandle(master, ownsHandle: true);
        Slave = new SafeFileHandle(slave, ownsHandle: true);
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    public SafeFileHandle Slave { get; }

    /// <summary>To be called when whoever draws on it has ended.</summary>
    public void Dispose()
    {
        Slave.Dispose();
        _reader.Join();
        _master.Dispose();
    }

    private void Read()
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (Libc.Read(_master, buffer, (nuint)buffer.Length) > 0) { } // fails when the last slave is closed: pty(7)
    }
}
