using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Processes;

/// <summary>A regular file without a disk and without a name that would have to be removed: memfd_create(2).</summary>
internal sealed class MemoryFile : IDisposable
{
    public MemoryFile(string name)
    {
        int descriptor = Libc.MemfdCreate(name, Libc.MFD_CLOEXEC);
        if (descriptor < 0)
        {
            throw Libc.Error("memfd_create");
        }

        Handle = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    public SafeFileHandle Handle { get; }

    public long Length => RandomAccess.GetLength(Handle);

    /// <summary>Opens it once more, to be read from its beginning.</summary>
    public SafeFileHandle Open() =>
        File.OpenHandle(
            $"/proc/self/fd/{Handle.DangerousGetHandle()}",
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );

    public string ReadText()
    {
        using var reader = new StreamReader(new FileStream(Open(), FileAccess.Read));
        return reader.ReadToEnd();
    }

    public void Dispose() => Handle.Dispose();
}
