using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Listening;

/// <summary>A listener on every address answers from the one that was asked (RFC 1122, section 4.1.3.5).</summary>
public sealed class AskedAddressTests
{
    private static readonly IPAddress _second = IPAddress.Parse("127.0.0.2");
    private static readonly IPAddress _all = IPAddress.Parse("127.255.255.255");

    /// <summary>Of IPv4's listener and of that for both, with one peer and with many.</summary>
    public static TheoryData<AddressFamily, bool> Listeners =>
        new()
        {
            { AddressFamily.InterNetwork, false },
            { AddressFamily.InterNetwork, true },
            { AddressFamily.Unspecified, false },
            { AddressFamily.Unspecified, true },
        };

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Listeners))]
    public async Task AnAnswer_ComesFromThere(AddressFamily family, bool keepOpen)
    {
        SkipUnlessLinux();
        await using Listener listener = On(family, keepOpen, out int port);
        var asked = new IPEndPoint(_second, port);
        using Socket client = DatagramServer.Bound(IPAddress.Loopback);
        await client.ConnectAsync(asked); // takes answers from nowhere else
        await client.SendTextAsync("one");
        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
        await client.SendTextAsync("two");

        Assert.Equal(["one", "two"], [await peer.ReceiveTextAsync(), await peer.ReceiveTextAsync()]);
        await peer.SendTextAsync("answer");

        Assert.Equal("answer", await client.ReceiveTextAsync());
        Assert.Equal(asked, peer.Peer!.LocalEndPoint);
        Assert.Equal(client.LocalEndPoint!.ToString(), peer.Name);
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Listeners))]
    public async Task TheSystemsOwnChoice_IsConnectedTo_WhereThatIsOne(AddressFamily family, bool keepOpen)
    {
        SkipUnlessLinux();
        await using Listener listener = On(family, keepOpen, out int port);
        using Socket client = DatagramServer.Bound(IPAddress.Loopback);
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.SendTextAsync("hello");

        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);

        Assert.Equal(keepOpen ? typeof(DatagramPeerChannel) : typeof(DatagramSocketChannel), peer.GetType());
        await peer.SendTextAsync("answer");
        Assert.Equal("answer", await client.ReceiveTextAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OverIPv6_TooItComesFromThere(bool keepOpen)
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "this system has no IPv6");
        await using Listener listener = On(AddressFamily.InterNetworkV6, keepOpen, out int port);
        using Socket client = DatagramServer.Bound(IPAddress.IPv6Loopback);
        await client.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, port));
        await client.SendTextAsync("hello");

        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
        await peer.SendTextAsync("answer");

        Assert.Equal("answer", await client.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhoAsksTwo_IsAnsweredFromEach()
    {
        SkipUnlessLinux();
        await using Listener listener = On(AddressFamily.Unspecified, keepOpen: true, out int port);
        using Socket client = DatagramServer.Bound(IPAddress.Loopback);
        client.SendTo("first"u8, new IPEndPoint(IPAddress.Loopback, port));
        client.SendTo("second"u8, new IPEndPoint(_second, port));

        await using Channel first = await listener.AcceptAsync(CancellationToken.None);
        await using Channel second = await listener.AcceptAsync(CancellationToken.None);
        await second.SendTextAsync("of the second");
        await first.SendTextAsync("of the first");

        Assert.Equal(new IPEndPoint(_second, port), await client.ReceiveFirstAsync("of the second"));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), await client.ReceiveFirstAsync("of the first"));
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Listeners))]
    public async Task WhoAsksAll_IsAnsweredFromTheAddressOfTheirs(AddressFamily family, bool keepOpen)
    {
        SkipUnlessLinux();
        await using Listener listener = On(family, keepOpen, out int port);
        using Socket client = DatagramServer.Bound(IPAddress.Loopback);
        client.EnableBroadcast = true;
        client.SendTo("one"u8, new IPEndPoint(_all, port));
        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
        Assert.Equal("one", await peer.ReceiveTextAsync());

        await peer.SendTextAsync("answer");

        Assert.Equal(new IPEndPoint(IPAddress.Loopback, port), await client.ReceiveFirstAsync("answer"));
        client.SendTo("two"u8, new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal("two", await peer.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Strangers_AreStillKeptOut()
    {
        SkipUnlessLinux();
        await using Listener listener = On(AddressFamily.Unspecified, keepOpen: false, out int port);
        var asked = new IPEndPoint(_second, port);
        using Socket client = DatagramServer.Bound(IPAddress.Loopback);
        using Socket stranger = DatagramServer.Bound(IPAddress.Loopback);
        client.SendTo("one"u8, asked);
        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
        stranger.SendTo("stranger"u8, asked);
        client.SendTo("two"u8, asked);

        Assert.Equal(["one", "two"], [await peer.ReceiveTextAsync(), await peer.ReceiveTextAsync()]);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_OfAnySize_GoBothWays()
    {
        SkipUnlessLinux();
        await using Listener listener = On(AddressFamily.Unspecified, keepOpen: true, out int port);
        using Socket client = DatagramServer.Bound(IPAddress.Loopback);
        await client.ConnectAsync(new IPEndPoint(_second, port));
        foreach (int size in new[] { 0, 1, DatagramSocketChannel.MaxPayload })
        {
            await client.SendAsync(new byte[size]);
            await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
            Assert.Equal(size, await peer.ReadAsync(new byte[peer.ReadSize], CancellationToken.None));
            await peer.WriteAsync(new byte[size], CancellationToken.None);
            Assert.Equal(size, (await client.ReceiveBytesAsync()).Length);
        }
    }

    private static Listener On(AddressFamily family, bool keepOpen, out int port)
    {
        var options = new ListenOptions
        {
            Port = 0,
            IsDatagram = true,
            Family = family,
        };
        Listener listener = Binding.Open(options, [], Admissions.Unlimited, keepOpen);
        port = ((IPEndPoint)listener.EndPoints[0]).Port;
        return listener;
    }

    private static void SkipUnlessLinux() => Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere the system chooses");
}
