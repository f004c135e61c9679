using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>A session between two ends of this program, over TCP; what others make of it is with OpenSSL's tests.</summary>
public sealed class TlsChannelTests
{
    private const int MaxRecord = 16 * 1024;

    private static readonly byte[] _muchMoreThanBuffersHold = new byte[32 * 1024 * 1024];

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task Bytes_CrossBothWays(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;

        await client.SendTextAsync("ask");
        await server.SendTextAsync("answer");

        Assert.Equal("ask", await server.ReceiveTextAsync());
        Assert.Equal("answer", await client.ReceiveTextAsync());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task CompleteWrites_IsAHalfClose_FirstOneWayThenTheOther(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;

        await client.SendTextAsync("ask");
        await client.CompleteWritesAsync(CancellationToken.None);
        Assert.Equal("ask", await server.ReceiveTextAsync());
        Assert.Equal("", await server.ReceiveTextAsync());
        Assert.Equal("", await server.ReceiveTextAsync()); // and it stays the end

        await server.SendTextAsync("late answer");
        Assert.Equal("late answer", await client.ReceiveTextAsync());
        await server.CompleteWritesAsync(CancellationToken.None);
        Assert.Equal("", await client.ReceiveTextAsync());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task CompleteWrites_OfTheServer_LeavesTheClientsWay(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;

        await server.SendTextAsync("early");
        await server.CompleteWritesAsync(CancellationToken.None);
        Assert.Equal("early", await client.ReceiveTextAsync());
        Assert.Equal("", await client.ReceiveTextAsync());

        await client.SendTextAsync("late");
        Assert.Equal("late", await server.ReceiveTextAsync());
        await client.CompleteWritesAsync(CancellationToken.None);
        Assert.Equal("", await server.ReceiveTextAsync());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task Server_WithNothingToSay_SendsNothingUntilTheClientsEnd(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        Assert.Equal(0, pair.Unread); // no ticket

        await server.CompleteWritesAsync(CancellationToken.None);
        await client.SendTextAsync("all");
        Assert.Equal("all", await server.ReceiveTextAsync());
        Assert.Equal(0, pair.Unread); // no close_notify

        await client.CompleteWritesAsync(CancellationToken.None);
        Assert.Equal("", await server.ReceiveTextAsync());
        Assert.Equal("", await client.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_WithNothingToSay_EndsASilentClientInTime()
    {
        var time = new ManualTime();
        var wait = TimeSpan.FromSeconds(3);
        await using TlsPair pair = await TlsPair.ConnectAsync(new TlsServerOptions { Wait = wait }, time);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        await server.CompleteWritesAsync(CancellationToken.None);
        Task<string> reading = server.ReceiveTextAsync();
        await time.TimerSetAsync(wait);

        time.Advance(wait);

        Assert.Equal("", await client.ReceiveTextAsync());
        await client.SendTextAsync("after all");
        Assert.Equal("after all", await reading);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_ThatDoesNotRead_TakesNoClientForSilent()
    {
        var time = new ManualTime();
        var wait = TimeSpan.FromSeconds(3);
        await using TlsPair pair = await TlsPair.ConnectAsync(new TlsServerOptions { Wait = wait }, time);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        await client.SendTextAsync("early");
        await server.CompleteWritesAsync(CancellationToken.None);
        await time.TimerSetAsync(wait);

        time.Advance(wait);

        await time.TimerSetAsync(wait); // once more
        Assert.Equal(0, pair.Unread);
        Assert.Equal("early", await server.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Server_WithNothingToSay_EndsInOrderAllTheSame()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        await server.CompleteWritesAsync(CancellationToken.None);

        await server.DisposeAsync();

        Assert.Equal("", await client.ReceiveTextAsync());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task Read_OfAConnectionCutBetweenRecords_IsTruncated(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        await client.SendTextAsync("half of it");
        await pair.ClientBelow.CompleteWritesAsync(CancellationToken.None); // a FIN without close_notify

        TlsChannel server = await pair.Server;
        Assert.Equal("half of it", await server.ReceiveTextAsync());
        await AssertTruncatedAsync(server);
        await AssertTruncatedAsync(server); // and it stays so
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task Read_OfAConnectionCutWithinARecord_IsTruncated(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel server = await pair.Server;
        await pair.ClientBelow.WriteAsync(StartOfARecord(), CancellationToken.None);
        await pair.ClientBelow.CompleteWritesAsync(CancellationToken.None);

        await AssertTruncatedAsync(server);
    }

    [Fact(Timeout = Support.TimeLimit.Test)]
    public async Task BothEnds_AtTheSameTime_EndInOrder()
    {
        for (int i = 0; i < 100; i++)
        {
            await using TlsPair pair = await TlsPair.ConnectAsync();
            await Task.WhenAll(EndAsync(await pair.Client), EndAsync(await pair.Server));
        }

        static async Task EndAsync(TlsChannel channel)
        {
            await using TlsChannel _ = channel;
            Task<int> reading = Task.Run(() => channel.ReadAsync(new byte[16], CancellationToken.None).AsTask());
            await channel.CompleteWritesAsync(CancellationToken.None);
            Assert.Equal(0, await reading);
            await channel.DrainAsync(CancellationToken.None);
            Assert.Equal(0, channel.Undelivered);
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_AfterAReset_IsThatReset()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel server = await pair.Server;
        pair.Reset();

        var e = await Assert.ThrowsAnyAsync<IOException>(() => server.ReceiveTextAsync());

        Assert.Equal("connection reset by the peer", Causes.Of(e));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_OfARecordThatWasTamperedWith_Fails()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel server = await pair.Server;
        await pair.ClientBelow.WriteAsync(new byte[] { 23, 3, 3, 0, 32 }, CancellationToken.None);
        await pair.ClientBelow.WriteAsync(new byte[32], CancellationToken.None);

        var e = await Assert.ThrowsAnyAsync<IOException>(() => server.ReceiveTextAsync());

        Assert.Equal(Messages.Damaged, e.Message);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(1)] // within the header of the record
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(20)]
    public async Task Read_GivenUpWithinARecord_LosesNothing(int arrived)
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        pair.ServerBelow.Hold(arrived);
        await client.SendTextAsync("whole");

        using var givingUp = new CancellationTokenSource();
        ValueTask<int> pending = server.ReadAsync(new byte[10], givingUp.Token);
        await pair.ServerBelow.AllGiven;
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);
        pair.ServerBelow.LetGo();

        Assert.Equal("whole", await server.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_GivenUpWhileNothingArrives_LosesNothing()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        for (int i = 0; i < 100; i++)
        {
            using var givingUp = new CancellationTokenSource();
            ValueTask<int> pending = server.ReadAsync(new byte[10], givingUp.Token);
            Task sending = client.SendTextAsync("whole");
            await givingUp.CancelAsync(); // before, while or after it arrives
            string read = "";
            if (await Record.ExceptionAsync(async () => read = new string('x', await pending)) is not null)
            {
                read = await server.ReceiveTextAsync();
            }

            await sending;
            Assert.Equal(5, read.Length);
        }
    }

    /// <summary>
    /// Of much that comes a read takes all records there are, and a failure waits until those are taken, but for what
    /// SslStream had decrypted in the same read.
    /// </summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task Read_OfMuch_TakesSeveralRecords_BeforeTheFailure(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        byte[] sent = new byte[400_000];
        RandomNumberGenerator.Fill(sent);
        Task sending = SendWithDamageAsync();
        byte[] buffer = new byte[64 * 1024];
        var read = new List<byte>();
        int most = 0;
        var e = await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                int count = await server.ReadAsync(buffer, CancellationToken.None);
                most = Math.Max(most, count);
                read.AddRange(buffer.AsSpan(0, count));
            }
        });
        await sending;

        Assert.Equal(Messages.Damaged, e.Message);
        Assert.InRange(read.Count, sent.Length - (2 * MaxRecord), sent.Length);
        Assert.Equal(sent[..read.Count], read);
        Assert.Equal(buffer.Length, most);

        async Task SendWithDamageAsync()
        {
            await client.WriteAsync(sent, CancellationToken.None);
            await pair.ClientBelow.WriteAsync(new byte[2 * MaxRecord], CancellationToken.None);
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Unread_CountsWhatWasReadAhead()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        const int size = 60_000;
        await client.WriteAsync(new byte[size], CancellationToken.None);
        await Support.Eventually.TrueAsync(() => pair.UnreadByServer > size, "all of it has arrived");
        int all = pair.UnreadByServer;

        int read = 0;
        while (server.Peer!.Unread == pair.UnreadByServer)
        {
            read += await server.ReadAsync(new byte[1000], CancellationToken.None);
        }

        Assert.InRange(pair.UnreadByServer, 0, server.Peer.Unread - 1);
        Assert.InRange(server.Peer.Unread, 1, all - read);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_OfASession_IsAnOrderlyEnd()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        await client.SendTextAsync("all");
        await client.DisposeAsync();

        TlsChannel server = await pair.Server;
        Assert.Equal("all", await server.ReceiveTextAsync());
        Assert.Equal("", await server.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_AfterAWriteThatWasGivenUp_IsNoOrderlyEnd()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        await client.SendTextAsync("half of it");
        pair.ClientBelow.HoldsWrites = true;
        using var givingUp = new CancellationTokenSource();
        Task writing = client.WriteAsync("the rest"u8.ToArray(), givingUp.Token).AsTask();
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        pair.ClientBelow.HoldsWrites = false;
        await client.DisposeAsync();

        TlsChannel server = await pair.Server;
        Assert.Equal("half of it", await server.ReceiveTextAsync());
        await AssertTruncatedAsync(server);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_TowardsAPeerThatTakesNothing_DoesNotWaitForIt()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        using var full = new CancellationTokenSource();
        Task filling = pair.ClientBelow.WriteAsync(_muchMoreThanBuffersHold, full.Token).AsTask();
        await full.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => filling);

        await client.DisposeAsync();
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_AfterAReset_IsQuiet()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel server = await pair.Server;
        pair.Reset();
        await Record.ExceptionAsync(() => server.ReceiveTextAsync());

        await server.DisposeAsync();
    }

    /// <summary>A record that is cut cannot be read, so that what was in it is sent by nobody yet.</summary>
    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Versions))]
    public async Task Unsent_OfAWriteThatWasGivenUp_IsToTheByteWhatThePeerCannotRead(SslProtocols version)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells how much of a write was taken");
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;
        byte[] payload = RandomNumberGenerator.GetBytes(_muchMoreThanBuffersHold.Length);
        using var full = new CancellationTokenSource();
        Task writing = client.WriteAsync(payload, full.Token).AsTask();
        Assert.False(writing.IsCompleted);

        await full.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        ReadOnlyMemory<byte> unsent = client.Unsent!.Value;
        await pair.ClientBelow.DisposeAsync();
        using var arrived = new MemoryStream();
        byte[] buffer = new byte[server.ReadSize];
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                int count = await server.ReadAsync(buffer, CancellationToken.None);
                await arrived.WriteAsync(buffer.AsMemory(0, count));
            }
        });

        Assert.InRange(arrived.Length, 1, payload.Length - 1);
        Assert.Equal(payload.Length, arrived.Length + unsent.Length);
        Assert.True(payload.AsSpan((int)arrived.Length).SequenceEqual(unsent.Span));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Unsent_OfAShortWriteThatFailed_IsAllOfIt()
    {
        await using TlsPair pair = await TlsPair.ConnectAsync();
        TlsChannel client = await pair.Client;
        await client.SendTextAsync("sent");
        Assert.Equal(0, client.Unsent!.Value.Length);
        pair.ClientBelow.HoldsWrites = true;
        using var givingUp = new CancellationTokenSource();
        Task writing = client.WriteAsync("failed"u8.ToArray(), givingUp.Token).AsTask();

        await givingUp.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => writing);
        Assert.Equal("failed"u8.ToArray(), client.Unsent!.Value.ToArray());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Delivery_IsTheChannelsBelow()
    {
        var below = new MemoryChannel { Undelivered = 7, Drain = static _ => throw new TimeoutException() };
        var ahead = new ReadAheadChannel(below);
        await using var raw = new ChannelStream(ahead);
        await using var tls = new SslStream(raw);
        var channel = new TlsChannel(tls, raw, ahead);

        Assert.Equal("memory", channel.Name);
        Assert.Equal(7, channel.Undelivered);
        Assert.Equal(7, channel.AtRisk);
        await Assert.ThrowsAsync<TimeoutException>(async () => await channel.DrainAsync(CancellationToken.None));
        Assert.Null(channel.Descriptors);
    }

    [Theory(Timeout = Support.TimeLimit.Transfer)]
    [MemberData(nameof(Versions))]
    public async Task SixtyFourMebibytes_CrossBothWaysAtOnce(SslProtocols version)
    {
        await using TlsPair pair = await ConnectAsync(version);
        TlsChannel client = await pair.Client;
        TlsChannel server = await pair.Server;

        Task<string> up = server.ReceiveHashToEndAsync();
        Task<string> down = client.ReceiveHashToEndAsync();
        await Task.WhenAll(SendAllAsync(client, Payload.ToListener), SendAllAsync(server, Payload.ToClient));

        Assert.Equal(Payload.ToListener.Hash, await up);
        Assert.Equal(Payload.ToClient.Hash, await down);
    }

#pragma warning disable CA5398 // each of them is to work
    public static TheoryData<SslProtocols> Versions() => [SslProtocols.Tls12, SslProtocols.Tls13];
#pragma warning restore CA5398

    private static Task<TlsPair> ConnectAsync(SslProtocols version) =>
        TlsPair.ConnectAsync(new TlsServerOptions { Versions = version });

    private static byte[] StartOfARecord() => [23, 3, 3, 1, 0, 1, 2, 3];

    private static async Task SendAllAsync(Channel channel, Payload payload)
    {
        await channel.WriteAsync(payload.Bytes, CancellationToken.None);
        await channel.CompleteWritesAsync(CancellationToken.None);
    }

    private static async Task AssertTruncatedAsync(TlsChannel channel)
    {
        var e = await Assert.ThrowsAnyAsync<IOException>(() => channel.ReceiveTextAsync());
        Assert.Equal(Messages.Truncated, e.Message);
        Assert.Equal(Messages.Truncated, Causes.Of(e));
    }
}
