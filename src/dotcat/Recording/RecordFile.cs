using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Recording;

/// <summary>A file to which pieces are written by many connections, each piece whole.</summary>
internal sealed class RecordFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly OutputFile _file;
    private readonly BlockingCalls? _calls;
    private Task _last = Task.CompletedTask;
    private long _waiting;

    private RecordFile(string path, OutputFile file)
    {
        Path = path;
        _file = file;
        _calls = file.MayWait ? new BlockingCalls("record") : null;
    }

    public string Path { get; }

    /// <summary>Completes when all that was given to it is written, or cannot be.</summary>
    public Task Written
    {
        get
        {
            lock (_gate)
            {
                return _last;
            }
        }
    }

    /// <summary>Bytes that were given to it and are not written.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>
    /// Opens a file, makes it for its user alone where there is none, and empties it unless it is to be added to. Waits for
    /// a reader where it is a pipe with a name.
    /// </summary>
    /// <exception cref="DotcatException">It cannot be had, or should not be emptied.</exception>
    public static async Task<RecordFile> OpenAsync(string path, bool append, CancellationToken cancellation)
    {
        try
        {
            OutputFile file = await OpenAsync(path, cancellation);
            if (!append && !file.IsOrdinary)
            {
                file.Dispose();
                throw Failure(path, Messages.NotARecord);
            }

            if (!append)
            {
                file.Empty();
            }

            return new RecordFile(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Failure(path, CauseOf(e, path), e);
        }
    }

    /// <summary>
    /// Writes a piece behind those that were there before; completes when it is written. The bytes are the caller's again
    /// as soon as this returns.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; thrown at once, or from the task.</exception>
    public Task AppendAsync(ReadOnlySpan<byte> piece)
    {
        lock (_gate)
        {
            if (_calls is null)
            {
                _file.Write(piece);
                return Task.CompletedTask;
            }

            Interlocked.Add(ref _waiting, piece.Length);
            return _last = AppendAsync(piece.ToArray(), _last, _calls);
        }
    }

    /// <inheritdoc cref="OutputFile.Settle"/>
    public void Settle() => _file.Settle();

    public void Dispose() => _file.Dispose();

    private async Task AppendAsync(byte[] piece, Task last, BlockingCalls calls)
    {
        await last; // after one that failed nothing is written
        await calls.InvokeAsync(Write, CancellationToken.None);
        Interlocked.Add(ref _waiting, -piece.Length);

        int Write()
        {
            _file.Write(piece);
            return 0;
        }
    }

    /// <summary>Opening waits for a pipe's reader, for ever where none comes.</summary>
    private static Task<OutputFile> OpenAsync(string path, CancellationToken cancellation) =>
        FileKinds.Of(path, follow: true) == FileKind.Pipe
            ? Task.Run(() => OutputFile.Open(path), cancellation).WaitAsync(cancellation)
            : Task.FromResult(OutputFile.Open(path));

    private static Sentence CauseOf(Exception e, string path) =>
        e switch
        {
            FileNotFoundException or DirectoryNotFoundException => Messages.NoSuchFolder,
            UnauthorizedAccessException when Directory.Exists(path) => Messages.IsFolder, // as .NET sees one
            UnauthorizedAccessException => Messages.PermissionDenied,
            _ when FileKinds.Of(path, follow: true) == FileKind.Socket => Messages.NotARecord, // ENXIO
            _ => Causes.Of(e),
        };

    private static DotcatException Failure(string path, Sentence cause, Exception? inner = null) =>
        new(Messages.CannotUseFile(path, cause), cause, ExitCode.NothingTried, inner: inner);
}
