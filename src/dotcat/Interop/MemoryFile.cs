using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Bytes in a file that exists in memory only, memfd_create(2): sendfile(2) gives them to any number of sockets
/// without copying them again. Written once, because what was sent shares its pages. Linux only.
/// </summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint MFD_CLOEXEC = 1;

    private readonly int _descriptor;

    private MemoryFile(int descriptor) => _descriptor = descriptor;

    /// <summary>Null where the system has no such files, or no descriptor or memory for one more.</summary>
    public static unsafe MemoryFile? Of(ReadOnlySpan<byte> bytes)
    {
        int descriptor = OperatingSystem.IsLinux() ? Create("dotcat", MFD_CLOEXEC) : -1;
        if (descriptor < 0)
        {
            return null;
        }

        var file = new MemoryFile(descriptor);
        fixed (byte* start = bytes)
        {
            if (Libc.Write(descriptor, start, (nuint)bytes.Length) == bytes.Length)
            {
                return file;
            }
        }

        file.Dispose();
        return null;
    }

    /// <summary>Sends some of the bytes from an offset on: how many, or the negative of errno.</summary>
    public int SendTo(int socket, int offset, int count) => ZeroCopy.SendFile(socket, _descriptor, offset, count);

    public void Dispose() => _ = Libc.Close(_descriptor);

    [LibraryImport(
        "libc",
        EntryPoint = "memfd_create",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int Create(string name, uint flags);
}
