using System.Runtime.InteropServices;
using System.Text;

namespace Dotcat.Tests.Support.Processes;

/// <summary>A named pipe with the test at its reading end, mkfifo(3).</summary>
internal sealed partial class NamedPipe : IDisposable
{
    /// <summary>Bytes that it holds, pipe(7).</summary>
    public const int Capacity = 65_536;

    private readonly FileStream _reader;

    /// <summary>Made, unless it is there.</summary>
    public NamedPipe(string path)
    {
        Path = path;
        if (!File.Exists(path))
        {
            Make(path);
        }

        // For both, since for reading alone it would wait for who writes; the writing end is then given up.
        using var both = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        _reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0);
    }

    public string Path { get; }

    public static void Make(string path) => Assert.Equal(0, MakePipe(path, 0x180)); // 0600

    public string Read(int count)
    {
        byte[] bytes = new byte[count];
        _reader.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Completes when a writer waits for room.</summary>
    public Task FullAsync() =>
        Eventually.TrueAsync(
            () =>
            {
                int count = 0;
                return Control((int)_reader.SafeFileHandle.DangerousGetHandle(), FIONREAD, ref count) == 0
                    && count == Capacity;
            },
            "the pipe is full"
        );

    /// <summary>
    /// Completes when nobody reads it any more. Not at once: a program that another test starts has a copy of the descriptor
    /// until its execve(2).
    /// </summary>
    public Task CloseAsync()
    {
        Dispose();
        return Eventually.TrueAsync(() => !HasReader(Path), "nobody reads the pipe");
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Whether it can be opened for writing without waiting, fifo(7).</summary>
    private static bool HasReader(string path)
    {
        const int WriteOnly = 0x1;
        const int NonBlocking = 0x800;
        int descriptor = Open(path, WriteOnly | NonBlocking);
        return descriptor >= 0 && Close(descriptor) == 0;
    }

    private const nuint FIONREAD = 0x541B;

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakePipe(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, nuint request, ref int argument);
}
