using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>Cancels its token when nothing has moved for so long, or when it is told to.</summary>
internal sealed class IdleTimer : IAsyncDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly LastMove _lastMove;
    private readonly ITimer? _timer;
    private readonly CancellationToken _run;
    private Task? _cancelling;

    /// <summary>
    /// Without a limit nothing but the caller's cancellation and <see cref="Cancel"/> cancels the token. A channel that
    /// holds bytes back because the user wants it to is not silent.
    /// </summary>
    public IdleTimer(TimeSpan? limit, TimeProvider time, CancellationToken cancellation, Channel? channel = null)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Token = _source.Token;
        _run = cancellation;
        _time = time;
        _limit = limit ?? Timeout.InfiniteTimeSpan;
        _lastMove = new LastMove(channel, channel, time);
        if (limit is not null)
        {
            _timer = time.CreateTimer(
                static self => ((IdleTimer)self!).Look(),
                this,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
            _timer.Change(_limit, Timeout.InfiniteTimeSpan); // not before it is known here
        }
    }

    public CancellationToken Token { get; }

    /// <summary>Whether it was the silence that cancelled the token.</summary>
    public bool HasExpired { get; private set; }

    /// <summary>How long nothing has moved.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(_lastMove.Timestamp);

    /// <summary>How a conversation with a peer has ended that threw this.</summary>
    public Ending EndingBy(Exception thrown) =>
        thrown is not OperationCanceledException || !(Token.IsCancellationRequested || _run.IsCancellationRequested)
            ? new Ending.Failed(Side.Peer, thrown)
        : HasExpired ? new Ending.Idle(_limit)
        : new Ending.Stopped();

    /// <summary>Something moved.</summary>
    public void Touch() => _lastMove.Touch();

    /// <summary>Cancels the token, unless it is disposed of. Who waits for that goes on elsewhere, and not within this call.</summary>
    public void Cancel()
    {
        lock (_source)
        {
            _cancelling ??= _source.CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync(); // when it is not just about to cancel
        }

        lock (_source)
        {
            _cancelling ??= Task.CompletedTask; // who comes too late has nothing left to cancel
        }

        await _cancelling; // or who has not heard of it yet would wait for ever
        _source.Dispose();
    }

    private void Look()
    {
        TimeSpan left = _limit - Silence;
        if (left > TimeSpan.Zero)
        {
            _timer!.Change(left, Timeout.InfiniteTimeSpan);
            return;
        }

        HasExpired = true;
        _source.Cancel();
    }
}
