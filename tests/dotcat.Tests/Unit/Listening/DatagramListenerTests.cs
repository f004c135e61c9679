using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Listening;

/// <summary>Whoever sends first is the peer, whatever has become of it since.</summary>
public sealed class DatagramListenerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)] // as that of a program that was killed
    public async Task AUnixPeerThatHasGone_IsHeard_AndCannotBeAnswered(bool itsFileStays)
    {
        await using Listener listener = OnUnix();
        string name = _folder.File("peer");
        using (Socket gone = UnixPeer("peer"))
        {
            gone.SendTo("hello"u8, listener.EndPoints[0]);
            File.Move(name, name + "2");
        }

        if (itsFileStays)
        {
            File.Move(name + "2", name);
        }

        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);

        Assert.Equal(name, peer.Name);
        Assert.Equal("hello", await peer.ReceiveTextAsync());
        await Assert.ThrowsAsync<SocketException>(() => peer.SendTextAsync("answer"));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AUnixPeerThatHasGone_IsThePeerWhenItComesBack_AndNobodyElse()
    {
        await using Listener listener = OnUnix();
        EndPoint address = listener.EndPoints[0];
        using (Socket gone = UnixPeer("peer"))
        {
            gone.SendTo("hello"u8, address);
        }

        File.Delete(_folder.File("peer"));
        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
        using Socket stranger = UnixPeer("stranger");
        using Socket back = UnixPeer("peer");
        stranger.SendTo("stranger"u8, address);
        back.SendTo("back"u8, address);

        Assert.Equal(["hello", "back"], [await peer.ReceiveTextAsync(), await peer.ReceiveTextAsync()]);
        await peer.SendTextAsync("answer");
        Assert.Equal("answer", await back.ReceiveTextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SendersWithoutAName_AreHeard_UntilOneThatHasOneIsThePeer()
    {
        await using Listener listener = OnUnix();
        EndPoint address = listener.EndPoints[0];
        using Socket nameless = UnixPeer(null);
        nameless.SendTo("one"u8, address);
        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
        Assert.Equal(("a peer without a name", false), (peer.Name, peer.CanBeAnswered));
        using Socket other = UnixPeer(null);
        other.SendTo("two"u8, address);
        using Socket named = UnixPeer("peer");
        named.SendTo("three"u8, address);
        nameless.SendTo("four"u8, address);
        named.SendTo("five"u8, address);
        Task answering = peer.SendTextAsync("answer");
        Assert.False(answering.IsCompleted);

        string[] heard =
        [
            await peer.ReceiveTextAsync(),
            await peer.ReceiveTextAsync(),
            await peer.ReceiveTextAsync(),
            await peer.ReceiveTextAsync(),
        ];

        Assert.Equal(["one", "two", "three", "five"], heard);
        await answering;
        Assert.Equal("answer", await named.ReceiveTextAsync());
        Assert.Equal((_folder.File("peer"), true), (peer.Name, peer.CanBeAnswered));
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AName_ThatIsNoText_IsAnsweredToo(bool keepOpen)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "abstract names are Linux's");
        await using Listener listener = OnUnix(keepOpen);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new SerializedEndPoint(Abstract([0xFF, 0xFE, 0, .. Guid.NewGuid().ToByteArray()])));
        socket.SendTo("hello"u8, listener.EndPoints[0]);

        await using Channel peer = await listener.AcceptAsync(CancellationToken.None);
        await peer.SendTextAsync("answer");

        Assert.Equal("hello", await peer.ReceiveTextAsync());
        Assert.Equal("answer", await socket.ReceiveTextAsync());
    }

    public void Dispose() => _folder.Dispose();

    private static SocketAddress Abstract(byte[] name)
    {
        var address = new SocketAddress(AddressFamily.Unix, 3 + name.Length);
        name.CopyTo(address.Buffer.Span[3..]); // behind the family, and the NUL that abstract names begin with
        return address;
    }

    private Listener OnUnix(bool keepOpen = false) =>
        Binding.Open(
            new UnixListenOptions { Path = _folder.File("server"), IsDatagram = true },
            Admissions.Unlimited,
            keepOpen
        );

    /// <param name="name">Null for a socket that has none. Its file stays.</param>
    private Socket UnixPeer(string? name)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        if (name is not null)
        {
            socket.Bind(new SerializedEndPoint(new UnixDomainSocketEndPoint(_folder.File(name)).Serialize()));
        }

        return socket;
    }
}
