using System.Globalization;

namespace Dotcat.Interop;

/// <summary>
/// A file that is written at its end, whoever else writes to it meanwhile. A path that names a descriptor of this process
/// stands for that, as it does for a shell: opened anew, a file behind it would have an offset of its own, at which one
/// would write over the other.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private const int O_APPEND = 0x400;

    private static readonly string[] _descriptorFolders = ["/dev/fd/", "/proc/self/fd/"];

    private readonly FileStream? _file;
#pragma warning disable CA2213 // the file's, or somebody else's, which stays open
    private readonly Stream _stream;
#pragma warning restore CA2213
    private readonly FileKind _kind;
    private readonly bool _isTerminal;

    private OutputFile(DescriptorStream stream, FileStream? file)
    {
        _stream = stream;
        _file = file;
        _kind = FileKinds.Of(stream.Descriptor);
        _isTerminal = Terminal.IsAt(stream.Descriptor);
    }

    private OutputFile(FileStream file)
    {
        _stream = file;
        _file = file;
        _kind = file.CanSeek ? FileKind.File : FileKind.Unknown;
    }

    /// <summary>Whether a write may wait for somebody else: for who reads a pipe, for a terminal.</summary>
    public bool MayWait => _kind != FileKind.File;

    /// <summary>Whether it is a regular file, a pipe or a terminal, as far as the platform tells.</summary>
    public bool IsOrdinary => _isTerminal || _kind is FileKind.File or FileKind.Pipe or FileKind.Unknown;

    /// <summary>
    /// Opens it, and makes it for its user alone where there is none. Waits for a reader where it is a pipe with a name.
    /// </summary>
    /// <exception cref="IOException">It cannot be had.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written, or is a folder.</exception>
    public static OutputFile Open(string path)
    {
        if (!OperatingSystem.IsWindows() && DescriptorOf(path) is { } number)
        {
            return new OutputFile(Borrow(number), file: null);
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        if (!OperatingSystem.IsLinux())
        {
            if (file.CanSeek)
            {
                file.Seek(0, SeekOrigin.End);
            }

            return new OutputFile(file);
        }

        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        _ = Libc.Fcntl(descriptor, Libc.F_SETFL, Libc.Fcntl(descriptor, Libc.F_GETFL, 0) | O_APPEND);
        return new OutputFile(new DescriptorStream(descriptor), file);
    }

    /// <summary>Empties a regular file that was opened by its own name.</summary>
    public void Empty()
    {
        if (_kind == FileKind.File)
        {
            _file?.SetLength(0);
        }
    }

    /// <summary>Writes all of the bytes.</summary>
    /// <exception cref="IOException">They cannot be written; <see cref="BrokenPipeException"/>: nobody reads them.</exception>
    public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <inheritdoc cref="RegularFile.Settle"/>
    public void Settle()
    {
        if (_stream is DescriptorStream { Descriptor: var descriptor })
        {
            RegularFile.Settle(descriptor);
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>A descriptor of somebody else's, which goes on when standard output has ended.</summary>
    private static DescriptorStream Borrow(int number)
    {
        DescriptorStream stream = DescriptorStream.Standard(number);
        int access = Libc.Fcntl(stream.Descriptor, Libc.F_GETFL, 0) & Libc.O_ACCMODE;
        if (access is not (Libc.O_WRONLY or Libc.O_RDWR))
        {
            throw Libc.Error(Libc.EBADF);
        }

        if (number == 1 && OperatingSystem.IsLinux())
        {
            stream = new DescriptorStream(Libc.Fcntl(number, Libc.F_DUPFD_CLOEXEC, 0));
        }

        Duplicates.Keep(stream.Descriptor);
        return stream;
    }

    private static int? DescriptorOf(string path)
    {
        if (path is "/dev/stdout" or "/dev/stderr")
        {
            return path == "/dev/stdout" ? 1 : 2;
        }

        string? folder = Array.Find(_descriptorFolders, folder => path.StartsWith(folder, StringComparison.Ordinal));
        return
            folder is not null
            && int.TryParse(path.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
    }
}
