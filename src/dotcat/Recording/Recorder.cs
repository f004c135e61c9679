using System.Buffers;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Recording;

/// <summary>
/// Records what moves over the connections of a run. When a record cannot be written any more, that is said, nothing moves
/// from then on, and the run is told to stop.
/// </summary>
internal sealed class Recorder : IAsyncDisposable
{
    /// <summary>How long the end of the run waits for who reads a record.</summary>
    private static readonly TimeSpan _longestClose = TimeSpan.FromMilliseconds(500);

    private readonly RecordOptions _options;
    private readonly Reporter _reporter;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private RecordFile? _output;
    private RecordFile? _hexDump;
    private Task? _stopping;

    private Recorder(RecordOptions options, Reporter reporter, TimeProvider time, CancellationToken run)
    {
        _options = options;
        _reporter = reporter;
        _time = time;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(run);
    }

    /// <summary>Cancelled when the run is to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Whether a record could not be written, which was said.</summary>
    public bool HasFailed => Volatile.Read(ref _stopping) is not null;

    /// <exception cref="DotcatException">A file cannot be had.</exception>
    public static async Task<Recorder> OpenAsync(
        RecordOptions options,
        Reporter reporter,
        TimeProvider time,
        CancellationToken run
    )
    {
        var recorder = new Recorder(options, reporter, time, run);
        try
        {
            recorder._output = await OpenAsync(options.Output);
            recorder._hexDump = await OpenAsync(options.HexDump);
            return recorder;
        }
        catch
        {
            await recorder.DisposeAsync();
            throw;
        }

        async Task<RecordFile?> OpenAsync(string? path) =>
            path is null ? null : await RecordFile.OpenAsync(path, options.Append, run);
    }

    /// <summary>A connection of which everything is recorded that moves over it.</summary>
    public RecordedChannel Record(Channel peer) => new(peer, this, _options.Digest);

    /// <summary>Records a piece; completes when it is written, or cannot be.</summary>
    /// <param name="peer">What the user would call the other end.</param>
    /// <param name="mark">Which way it went, in a dump.</param>
    /// <param name="offset">Bytes that went this way before.</param>
    /// <param name="piece">The caller's again as soon as this returns.</param>
    public Task RecordAsync(string peer, char mark, long offset, ReadOnlySpan<byte> piece)
    {
        Task output = _output is null ? Task.CompletedTask : AppendAsync(_output, piece);
        Task hexDump = _hexDump is null ? Task.CompletedTask : DumpAsync(_hexDump, peer, mark, offset, piece);
        return output.IsCompleted ? hexDump : Task.WhenAll(output, hexDump);
    }

    /// <summary>Waits until everything is written, for a moment; what is not is said.</summary>
    /// <returns>Whether all was recorded.</returns>
    public async Task<bool> CloseAsync()
    {
        bool isWhole = await CloseAsync(_output);
        isWhole &= await CloseAsync(_hexDump);
        return isWhole && !HasFailed;
    }

    public async ValueTask DisposeAsync()
    {
        await (_stopping ?? Task.CompletedTask);
        _stop.Dispose();
        _output?.Dispose();
        _hexDump?.Dispose();
    }

    private Task DumpAsync(RecordFile file, string peer, char mark, long offset, ReadOnlySpan<byte> piece)
    {
        string head = $"{Messages.Piece(mark, peer, _time.GetUtcNow(), piece.Length)}";
        byte[] text = ArrayPool<byte>.Shared.Rent(HexDump.MaxLength(head, piece.Length));
        int length = HexDump.Format(head, piece, offset, text);
        Task writing = AppendAsync(file, text.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(text);
        return writing;
    }

    private Task AppendAsync(RecordFile file, ReadOnlySpan<byte> piece)
    {
        if (HasFailed)
        {
            return Task.CompletedTask; // what is there has no gap
        }

        try
        {
            Task writing = file.AppendAsync(piece);
            return writing.IsCompletedSuccessfully ? writing : WaitAsync(file, writing);
        }
        catch (IOException e)
        {
            Fail(file, e);
            return Task.CompletedTask;
        }
    }

    private async Task WaitAsync(RecordFile file, Task writing)
    {
        try
        {
            await writing;
        }
        catch (IOException e)
        {
            Fail(file, e);
        }
    }

    private void Fail(RecordFile file, IOException cause)
    {
        lock (_stop)
        {
            if (!HasFailed)
            {
                string words = Causes.Of(cause);
                _reporter.Tell(
                    new Event.Error(Messages.CannotWrite(file.Path, words))
                    {
                        Reason = words,
                        Code = ExitCode.Failed,
                        Cause = cause,
                    }
                );
                _stopping = _stop.CancelAsync();
            }
        }
    }

    private async Task<bool> CloseAsync(RecordFile? file)
    {
        if (file is null)
        {
            return true;
        }

        if (!file.Written.IsCompleted)
        {
            await Task.WhenAny(file.Written, Task.Delay(_longestClose, _time));
        }

        if (file.Written.IsCompleted) // where it failed, that was said
        {
            Settle(file);
            return true;
        }

        Sentence words = Messages.NotRecorded(file.Path, file.Waiting);
        _reporter.Tell(new Event.Error(words) { Code = ExitCode.Failed });
        return false;
    }

    private void Settle(RecordFile file)
    {
        try
        {
            file.Settle();
        }
        catch (IOException e)
        {
            Fail(file, e);
        }
    }
}
