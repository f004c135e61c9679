using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Standard output for many writers at a time: what one writes stays in one piece.</summary>
internal sealed class SharedOutput : IDisposable
{
    private readonly Channel _stdio;
    private readonly Reporter _reporter;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource<ExitCode> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _unwritten;
    private int _lostReader;

    public SharedOutput(Channel stdio, Reporter reporter)
    {
        _stdio = stdio;
        _reporter = reporter;
        _ = WatchAsync();
    }

    /// <summary>Completes when nothing can be written any more, because its reader has gone or it failed, which was said.</summary>
    public Task<ExitCode> Over => _over.Task;

    /// <summary>Whether something that arrived is still to be written.</summary>
    public bool IsWriting => Volatile.Read(ref _unwritten) > 0 && !Over.IsCompleted;

    /// <summary>
    /// Writes all of a message; false where nothing can be written any more. The first token ends the wait for the
    /// others' messages; the second the write, too, after which nothing may be written.
    /// </summary>
    public async ValueTask<bool> WriteAsync(
        ReadOnlyMemory<byte> bytes,
        CancellationToken waiting,
        CancellationToken writing
    )
    {
        Interlocked.Add(ref _unwritten, bytes.Length);
        await _turn.WaitAsync(waiting);
        try
        {
            if (Over.IsCompleted)
            {
                return false;
            }

            await _stdio.WriteAsync(bytes, writing);
            Interlocked.Add(ref _unwritten, -bytes.Length);
            return true;
        }
        catch (BrokenPipeException)
        {
            LoseReader();
            return false;
        }
        catch (IOException e)
        {
            _reporter.Tell(Event.Error.OfOutput(e));
            _over.TrySetResult(ExitCode.Failed);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Says what is left unwritten.</summary>
    public void Dispose()
    {
        _turn.Dispose();
        if (_unwritten > 0 && Over is not { IsCompleted: true, Result: ExitCode.Done })
        {
            _reporter.Tell(new Event.Error(Messages.Unwritten(_unwritten)) { Unwritten = _unwritten });
        }
    }

    private async Task WatchAsync()
    {
        if (_stdio.Delivery is { } delivery)
        {
            await delivery.WaitUntilGoneAsync(CancellationToken.None);
            LoseReader();
        }
    }

    private void LoseReader()
    {
        if (Interlocked.Exchange(ref _lostReader, 1) == 0)
        {
            _reporter.Say(Verbosity.Events, Messages.ReaderGone());
            _over.TrySetResult(ExitCode.Done);
        }
    }
}
