using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>A pipe of this process's own: pipe2(2), both ends non-blocking. Linux only.</summary>
internal sealed partial class PipePair : IDisposable
{
    private const int O_NONBLOCK = 0x800;
    private const int F_SETPIPE_SZ = 1031;

    /// <param name="size">Bytes it is to hold; it holds less where the system does not allow that much.</param>
    public unsafe PipePair(int size)
    {
        int* ends = stackalloc int[2];
        if (Pipe2(ends, O_NONBLOCK | Libc.O_CLOEXEC) != 0)
        {
            throw Libc.LastError();
        }

        (ReadEnd, WriteEnd) = (ends[0], ends[1]);
        Enlarge(WriteEnd, size);
    }

    public int ReadEnd { get; }

    public int WriteEnd { get; }

    /// <summary>Lets a pipe hold so many bytes, where the system allows it (pipe(7), pipe-max-size).</summary>
    public static void Enlarge(int descriptor, int size) => _ = Libc.Fcntl(descriptor, F_SETPIPE_SZ, size);

    /// <summary>Takes out so many bytes, which must be in it.</summary>
    public byte[] Read(int count)
    {
        byte[] bytes = new byte[count];
        new DescriptorStream(ReadEnd).ReadExactly(bytes);
        return bytes;
    }

    public void Dispose()
    {
        _ = Libc.Close(ReadEnd);
        _ = Libc.Close(WriteEnd);
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static unsafe partial int Pipe2(int* ends, int flags);
}
