using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Processes;

/// <summary>A pipe as a shell makes one: of the usual size, both ends blocking.</summary>
internal sealed class Pipe : IDisposable
{
    public unsafe Pipe()
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Libc.O_CLOEXEC) != 0)
        {
            throw Libc.Error("pipe2");
        }

        ReadEnd = new SafeFileHandle(ends[0], ownsHandle: true);
        WriteEnd = new SafeFileHandle(ends[1], ownsHandle: true);
    }

    public SafeFileHandle ReadEnd { get; }

    public SafeFileHandle WriteEnd { get; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (Libc.Write(WriteEnd, bytes, (nuint)bytes.Length) != bytes.Length)
        {
            throw Libc.Error("write");
        }
    }

    /// <summary>How many bytes there were to read, 0 at the end.</summary>
    public int Read(Span<byte> buffer)
    {
        nint count = Libc.Read(ReadEnd, buffer, (nuint)buffer.Length);
        return count >= 0 ? (int)count : throw Libc.Error("read");
    }

    public void Dispose()
    {
        ReadEnd.Dispose();
        WriteEnd.Dispose();
    }
}
