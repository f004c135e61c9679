using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat;

/// <summary>Accepts what arrives at a listener, as far as there is room, and counts it until it has gone.</summary>
/// <param name="listener">Stays its owner's.</param>
/// <param name="limit">How long the first client is waited for; null for ever.</param>
/// <param name="reporter">Told when there is no room.</param>
/// <param name="time">Limits the wait.</param>
internal sealed class Arrivals(Listener listener, TimeSpan? limit, Reporter reporter, TimeProvider time)
{
    /// <summary>How long to wait for what nobody here can free.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _oneGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _turn; // of the last one that came, where they come one by one
    private long? _start;
    private bool _saidExhausted;
    private int _busy = 1; // the accepting itself, until that has ended

    /// <summary>How many can be served at the same time; null for no limit.</summary>
    public DescriptorBudget? Descriptors { get; set; }

    /// <summary>Whether each is accepted when the turn of the one before has ended; the system keeps it waiting.</summary>
    public bool OneByOne { get; init; }

    /// <summary>Ends the limit: an arrival was a client.</summary>
    public void HaveMet() => _met.TrySetResult();

    /// <summary>Lets the next one in, where they come one by one: called once for each that came.</summary>
    public void EndTurn() => _turn?.TrySetResult();

    /// <summary>The next arrival, whoever it is.</summary>
    /// <exception cref="DotcatException">No client came in time, or can come any more.</exception>
    public async Task<Channel> AcceptAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await AcceptInTimeAsync(cancellation);
            }
            catch (Exception e) when (IsPassing(e))
            {
                await Task.Delay(_pause, time, cancellation);
            }
            catch (SocketException e)
            {
                throw SocketFailure.Listen(listener.Names, e);
            }
        }
    }

    /// <summary>
    /// Accepts all that arrive at the same time, until the run or a task ends, and returns when all that were met have gone.
    /// </summary>
    /// <param name="meet">Does with an arrival whatever there is to do, and never throws.</param>
    /// <param name="over">Ends the accepting.</param>
    /// <param name="stop">Cancelled then, for those who are met.</param>
    /// <exception cref="DotcatException">No client came in time, or can come any more.</exception>
    public async Task MeetAllAsync(Func<Channel, CancellationToken, Task> meet, Task over, CancellationTokenSource stop)
    {
        Task accepting = AcceptAllAsync(meet, stop.Token);
        await Task.WhenAny(accepting, over);
        await stop.CancelAsync();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Left();
        await _allGone.Task;
        if (!over.IsCompletedSuccessfully)
        {
            await accepting;
        }
    }

    private async Task AcceptAllAsync(Func<Channel, CancellationToken, Task> meet, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task oneGone = _oneGone.Task;
            if (Descriptors?.HasRoom(Volatile.Read(ref _busy) - 1) == false)
            {
                await WaitForDescriptorAsync(oneGone, cancellation);
                continue;
            }

            await (_turn?.Task.WaitAsync(cancellation) ?? Task.CompletedTask);
            try
            {
                Channel arrival = await AcceptInTimeAsync(cancellation);
                _turn = OneByOne ? new(TaskCreationOptions.RunContinuationsAsynchronously) : null;
                int present = Interlocked.Increment(ref _busy) - 1;
                if (arrival.Descriptors is { } socket)
                {
                    Descriptors?.Learn(socket.Read, present);
                }

                _ = MeetAsync(arrival, meet, cancellation);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets)
            {
                await WaitForDescriptorAsync(oneGone, cancellation);
            }
            catch (Exception e) when (IsPassing(e))
            {
                await Task.Delay(_pause, time, cancellation);
            }
            catch (SocketException e)
            {
                throw SocketFailure.Listen(listener.Names, e);
            }
        }
    }

    /// <summary>Memory was short, also to wait with. The base library has a word neither for ENOMEM nor for EPROTO and ENONET.</summary>
    private static bool IsPassing(Exception e) =>
        e
            is IOException
                or SocketException { SocketErrorCode: SocketError.NoBufferSpaceAvailable or SocketError.SocketError };

    private async Task<Channel> AcceptInTimeAsync(CancellationToken cancellation)
    {
        Task<Channel> arrival = listener.AcceptAsync(cancellation);
        if (limit is { } longest && !_met.Task.IsCompleted)
        {
            _start ??= time.GetTimestamp();
            TimeSpan left = longest - time.GetElapsedTime(_start.Value);
            Task first = Task.WhenAny(arrival, _met.Task);
            await first
                .WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            if (!arrival.IsCompleted && !_met.Task.IsCompleted) // which one of them may be a moment after the limit
            {
                throw new DotcatException(Messages.NobodyConnected(longest), ExitCode.Failed);
            }
        }

        return await arrival;
    }

    private async Task MeetAsync(
        Channel arrival,
        Func<Channel, CancellationToken, Task> meet,
        CancellationToken cancellation
    )
    {
        try
        {
            await meet(arrival, cancellation);
        }
        finally
        {
            Left();
        }
    }

    private void Left()
    {
        int busy = Interlocked.Decrement(ref _busy);
        Interlocked.Exchange(ref _oneGone, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (busy == 0)
        {
            _allGone.SetResult();
        }
    }

    private async Task WaitForDescriptorAsync(Task oneGone, CancellationToken cancellation)
    {
        if (!_saidExhausted)
        {
            _saidExhausted = true;
            await Poller.LeaveAsync();
            reporter.Tell(new Event.Error(Messages.OutOfDescriptors()));
        }

        await Task.WhenAny(oneGone, Task.Delay(_pause, time, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }
}
