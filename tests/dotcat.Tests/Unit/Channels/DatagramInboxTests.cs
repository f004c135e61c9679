using System.Text;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class DatagramInboxTests
{
    private const int Limit = 10_000;
    private readonly InboxQuota _quota = new(2 * Limit);

    [Fact]
    public void Datagrams_AreTakenWhole_InTheirOrder()
    {
        DatagramInbox inbox = Inbox("one", "", "three");

        Assert.Equal(["one", "", "three"], TakeAll(inbox));
        Assert.Equal((0, 0), inbox.Dropped);
    }

    [Fact]
    public void FirstLength_IsThatOfTheNextDatagram()
    {
        DatagramInbox inbox = Inbox("", "next");
        Assert.Equal(0, inbox.FirstLength);

        Assert.True(inbox.TryTake([], out _));
        Assert.Equal(4, inbox.FirstLength);

        Assert.True(inbox.TryTake(new byte[4], out _));
        Assert.Null(inbox.FirstLength);
    }

    [Fact]
    public void WhatExceedsTheLimit_IsDroppedAndCounted()
    {
        DatagramInbox inbox = Inbox(Long('a', Limit / 2), Long('b', Limit / 2), "c");

        Assert.Equal((1, Limit / 2), inbox.Dropped);
        Assert.Equal([Long('a', Limit / 2), "c"], TakeAll(inbox));
    }

    [Fact]
    public void ARoomMade_IsUsedAgain()
    {
        DatagramInbox inbox = Inbox();
        for (int i = 0; i < 100; i++)
        {
            inbox.Add(new byte[Limit / 2]);
            Assert.Equal([Long('\0', Limit / 2)], TakeAll(inbox));
        }

        Assert.Equal((0, 0), inbox.Dropped);
    }

    [Fact]
    public void EmptyDatagrams_HaveALimit()
    {
        DatagramInbox inbox = Inbox();
        for (int i = 0; i < Limit; i++)
        {
            inbox.Add([]);
        }

        Assert.InRange(TakeAll(inbox).Count, 1, Limit / 10);
        Assert.InRange(inbox.Dropped.Datagrams, 1, Limit);
    }

    [Fact]
    public void AllTogether_HaveALimit()
    {
        DatagramInbox first = Inbox(Long('a', Limit - 100));
        DatagramInbox second = Inbox(Long('b', Limit - 100));
        DatagramInbox third = Inbox(Long('c', Limit - 100));
        Assert.Equal((1, Limit - 100), third.Dropped);

        first.Clear();
        third.Add("late"u8);

        Assert.Equal((1, Limit - 100), first.Dropped);
        Assert.Equal((0, 0), second.Dropped);
        Assert.Equal(["late"], TakeAll(third));
    }

    [Fact]
    public void WhatMoves_ComesFirst_AndWhatWasDroppedStays()
    {
        DatagramInbox inbox = Inbox(Long('a', Limit), "b", "c");
        DatagramInbox heir = Inbox();

        inbox.MoveTo(heir);
        heir.Add("d"u8);

        Assert.Equal((1, Limit), inbox.Dropped);
        Assert.Empty(TakeAll(inbox));
        Assert.Equal((0, 0), heir.Dropped);
        Assert.Equal(["b", "c", "d"], TakeAll(heir));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhoWaits_IsTold()
    {
        DatagramInbox inbox = Inbox();
        Task added = inbox.WaitAsync(CancellationToken.None);
        Assert.False(added.IsCompleted);
        inbox.Add([]);
        await added;
        TakeAll(inbox);

        Task moved = inbox.WaitAsync(CancellationToken.None);
        Inbox("x").MoveTo(inbox);
        await moved;
    }

    [Fact]
    public void WhoWaits_IsNotToldOfNothing()
    {
        DatagramInbox inbox = Inbox();
        Task added = inbox.WaitAsync(CancellationToken.None);

        Inbox().MoveTo(inbox);

        Assert.False(added.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AWaitGivenUp_LosesNothing()
    {
        DatagramInbox inbox = Inbox();
        using var giveUp = new CancellationTokenSource();
        Task given = inbox.WaitAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        inbox.Add("kept"u8);

        await inbox.WaitAsync(CancellationToken.None);
        Assert.Equal(["kept"], TakeAll(inbox));
    }

    private static string Long(char c, int length) => new(c, length);

    private static List<string> TakeAll(DatagramInbox inbox)
    {
        var all = new List<string>();
        byte[] buffer = new byte[Limit];
        while (inbox.TryTake(buffer, out int count))
        {
            all.Add(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return all;
    }

    private DatagramInbox Inbox(params IEnumerable<string> datagrams)
    {
        var inbox = new DatagramInbox(Limit, _quota);
        foreach (string datagram in datagrams)
        {
            inbox.Add(Encoding.UTF8.GetBytes(datagram));
        }

        return inbox;
    }
}
