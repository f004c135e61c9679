using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Standard input for many peers, who come and go.</summary>
internal sealed class SharedInput(Channel stdio, Reporter reporter, TimeProvider time)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _passingOn = Task.CompletedTask;
    private long _total;
    private int _inFlight;

    /// <summary>Completes when it has ended, by a failure too.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether it ended by a failure, which was said.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Bytes that it has brought.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Has it read and passed on until it ends, or the run.</summary>
    public void Start(Func<CancellationToken, Task> passOn, CancellationToken run) =>
        _passingOn = RunAsync(passOn, run);

    /// <summary>
    /// Waits until it is no longer read, which the run's end is to see to, and says what was not passed on if somebody
    /// still wanted it.
    /// </summary>
    public async Task StopAsync(bool isWanted)
    {
        await _passingOn;
        if (isWanted && _inFlight > 0)
        {
            Sentence words = Messages.InputUndelivered(_inFlight);
            reporter.Tell(new Event.Error(words) { Undelivered = _inFlight });
        }
    }

    /// <summary>Reads what is there; null at the end. What was read before counts as passed on.</summary>
    public async Task<Chunk?> ReadAsync(int longest, CancellationToken cancellation)
    {
        _inFlight = 0;
        int size = Math.Min(stdio.ReadSize, longest);
        var chunk = new Chunk(size);
        try
        {
            _inFlight = await stdio.ReadAsync(chunk.Room[..size], cancellation);
        }
        catch (IOException e)
        {
            HasFailed = true;
            string cause = Causes.Of(e);
            reporter.Tell(new Event.Error(Messages.CannotReadInput(cause)) { Reason = cause, Cause = e });
        }

        if (_inFlight == 0)
        {
            chunk.Release();
            _ended.SetResult();
            return null;
        }

        Volatile.Write(ref _total, _total + _inFlight);
        return chunk.Filled(_inFlight);
    }

    /// <summary>Gives each read to all who are there, and waits for somebody where nobody is.</summary>
    public async Task DeliverToAsync(Hub hub, CancellationToken cancellation)
    {
        while (true)
        {
            await hub.SomebodyAsync(cancellation);
            int longest = hub.Members is [{ Channel.Datagrams: { } datagrams }, ..] ? datagrams.MaxWrite : int.MaxValue;
            if (await ReadAsync(longest, cancellation) is not { } chunk)
            {
                return;
            }

            await hub.DeliverAsync(chunk, cancellation);
            chunk.Release();
        }
    }

    /// <summary>
    /// Completes when a peer that has ended need not be kept any more for what is still to come: when this has ended,
    /// or the peer has gone altogether. A terminal never ends by itself, and what has brought nothing since the peer
    /// came may not either: that is not waited for when it was silent for a moment.
    /// </summary>
    public async Task WaitForRestAsync(Member member, long totalBefore)
    {
        Task over = member.Channel.Delivery is { } delivery
            ? Task.WhenAny(Ended, delivery.WaitUntilGoneAsync(member.Stop))
            : Ended;
        long seen;
        do
        {
            seen = Total;
            await (
                stdio.Input is InputKind.Terminal || seen == totalBefore
                    ? Task.WhenAny(over, Task.Delay(RelayOptions.AnswerWait, time, member.Stop))
                    : over.WaitAsync(member.Stop)
            );
        } while (!over.IsCompleted && Total > seen);
    }

    private static async Task RunAsync(Func<CancellationToken, Task> passOn, CancellationToken run)
    {
        try
        {
            await passOn(run);
        }
        catch (OperationCanceledException) when (run.IsCancellationRequested)
        {
            // whoever ended the run knows why
        }
    }
}
