using System.Text;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

public sealed class HubTests : IAsyncDisposable
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _run = new();
    private readonly List<Outbox> _members = [];
    private readonly Chunk _large = Chunk.Of(new byte[64 * 1024]);
    private readonly Hub _hub;

    public HubTests() => _hub = new Hub(_time);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Broadcast_ReachesAllButTheSender()
    {
        MemoryChannel[] channels = [Join(), Join(), Join()];

        Assert.True(await BroadcastAsync("news", sender: _members[1]));

        Assert.Equal(["news", "", "news"], channels.Select(static channel => channel.WrittenText));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Broadcast_ToNobody_IsTakenByNobody()
    {
        Assert.False(await BroadcastAsync("news", sender: null));
        Join();
        Assert.False(await BroadcastAsync("news", sender: _members[0]));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Broadcast_LeavesOutWhoeverCannotBeAnswered()
    {
        await using var idle = new IdleTimer(null, _time, _run.Token);
        var nameless = new MemoryChannel { Datagram = true, Nameless = true };
        _hub.Join(new Outbox(nameless, idle, _time));

        Assert.False(await BroadcastAsync("news", sender: null));

        Assert.Empty(nameless.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Broadcast_AfterALeave_GoesToTheRest()
    {
        MemoryChannel gone = Join();
        MemoryChannel there = Join();

        _hub.Leave(_members[0]);
        await BroadcastAsync("news", sender: null);

        Assert.Equal(("", "news"), (gone.WrittenText, there.WrittenText));
        Assert.Equal([_members[1]], _hub.Members);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TheFastest_IsNotHeldUp_UntilTheStuckOneIsFull_WhichIsDroppedThen()
    {
        MemoryChannel stuck = Join();
        MemoryChannel fast = Join();
        stuck.Stick();

        int sent = 0;
        while (!_members[0].IsFull)
        {
            ValueTask<bool> broadcast = _hub.BroadcastAsync(_large, null, _longest, CancellationToken.None);
            Assert.True(broadcast.IsCompleted, "the fast one was held up");
            Assert.True(await broadcast);
            sent++;
        }

        Task<bool> held = _hub.BroadcastAsync(_large, null, Timeout.InfiniteTimeSpan, CancellationToken.None).AsTask();
        Assert.False(held.IsCompleted);
        _time.Advance(StallWatch.Limit);

        Assert.True(await held);
        Assert.True(_members[0].IsDropped);
        Assert.Equal(sent + 1, fast.Writes.Count);
        Assert.False(_members[1].IsClosed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AStuckOneAlone_HoldsTheSenderUp_UntilItTakesSomething()
    {
        MemoryChannel stuck = Join();
        stuck.Stick();
        Task<bool> held = await FillAsync(Timeout.InfiniteTimeSpan);
        Assert.True(_members[0].Memory < 2 * 1024 * 1024, $"{_members[0].Memory} bytes were kept");

        stuck.Unstick();

        Assert.True(await held);
        Assert.False(_members[0].IsDropped);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AStuckOneAlone_IsDroppedWhenTheWaitEnds()
    {
        Join().Stick();
        Task<bool> held = await FillAsync(_longest);
        await _time.TimerSetAsync(_longest);

        _time.Advance(_longest);

        Assert.False(await held);
        Assert.True(_members[0].IsDropped);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TheSender_IsNotDroppedWithTheOthers()
    {
        MemoryChannel sender = Join();
        Join().Stick();
        sender.Stick();
        Assert.True(_members[0].Post(_large));
        Task<bool> held = await FillAsync(_longest, _members[0]);
        await _time.TimerSetAsync(_longest);

        _time.Advance(_longest);

        Assert.False(await held);
        Assert.Equal((false, true), (_members[0].IsDropped, _members[1].IsDropped));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SomebodyNew_SetsTheSenderFree()
    {
        Join().Stick();
        Task<bool> held = await FillAsync(Timeout.InfiniteTimeSpan);

        MemoryChannel other = Join();

        Assert.True(await held);
        Assert.Single(other.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task TheStuckOneLeaving_SetsTheSenderFree()
    {
        Join().Stick();
        Task<bool> held = await FillAsync(Timeout.InfiniteTimeSpan);

        await _members[0].StopAsync();
        _hub.Leave(_members[0]);

        Assert.False(await held);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ALeave_SetsTheSenderFree_ThoughItIsStillWrittenTo()
    {
        Join().Stick();
        Task<bool> held = await FillAsync(Timeout.InfiniteTimeSpan);

        _hub.Leave(_members[0]);

        Assert.False(await held);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Somebody_IsOneWhoTakesSomething()
    {
        Task first = _hub.SomebodyAsync(CancellationToken.None);
        Assert.False(first.IsCompleted);
        Join();
        await first;
        await _hub.SomebodyAsync(CancellationToken.None);

        await _members[0].StopAsync(); // and is there until its service has said why
        Task second = _hub.SomebodyAsync(CancellationToken.None);
        Assert.False(second.IsCompleted);
        Join();
        await second;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Deliver_WhereTheLastOneIsJustClosing_WaitsForTheNext()
    {
        Join();
        await _members[0].CloseAsync();
        Task delivery = _hub.DeliverAsync(Chunk.Of("news"u8), CancellationToken.None).AsTask();
        Assert.False(delivery.IsCompleted);

        MemoryChannel next = Join();
        await delivery;

        Assert.Equal("news", next.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Deliver_GivenUp_Ends()
    {
        Task delivery = _hub.DeliverAsync(Chunk.Of("news"u8), _run.Token).AsTask();

        await _run.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Outbox member in _members)
        {
            await member.StopAsync();
            await member.Idle.DisposeAsync();
        }

        _run.Dispose();
    }

    private MemoryChannel Join()
    {
        var channel = new MemoryChannel();
        var member = new Outbox(channel, new IdleTimer(null, _time, CancellationToken.None), _time);
        _members.Add(member);
        _hub.Join(member);
        return channel;
    }

    private ValueTask<bool> BroadcastAsync(string text, Outbox? sender) =>
        _hub.BroadcastAsync(Chunk.Of(Encoding.UTF8.GetBytes(text)), sender, _longest, CancellationToken.None);

    /// <summary>Broadcasts until it has to wait.</summary>
    private async Task<Task<bool>> FillAsync(TimeSpan longest, Outbox? sender = null)
    {
        for (int kept = 0; kept < Outbox.Limit; kept += _large.Length)
        {
            Task<bool> broadcast = _hub.BroadcastAsync(_large, sender, longest, CancellationToken.None).AsTask();
            if (!broadcast.IsCompleted)
            {
                return broadcast;
            }

            Assert.True(await broadcast);
        }

        throw new InvalidOperationException("Nobody is waited for.");
    }
}
