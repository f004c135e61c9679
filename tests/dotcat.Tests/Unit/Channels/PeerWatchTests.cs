using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

/// <summary>A peer that sends no more may still read; one that has closed its socket is gone.</summary>
public sealed class PeerWatchTests : IDisposable
{
    private const int IPPROTO_TCP = 6;
    private const int TCP_LINGER2 = 8;

    private readonly TemporaryFolder _folder = new();

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("::", "127.0.0.1")] // an IPv4 peer at a socket for both
    public async Task Tcp_OnThisMachine(string listen, string connect)
    {
        using var listener = new Socket(IPAddress.Parse(listen).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (listen == "::")
        {
            listener.DualMode = true;
        }

        listener.Bind(new IPEndPoint(IPAddress.Parse(listen), 0));
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        await AssertAsync(listener, new IPEndPoint(IPAddress.Parse(connect), port));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnixSocket()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_folder.File("s")));
        await AssertAsync(listener, listener.LocalEndPoint!);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task TcpPeer_ThatHasGoneBeforeTheFirstLook_IsGone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells");
        using TcpPair pair = TcpPair.Connect();
        pair.Peer.Shutdown(SocketShutdown.Both);
        pair.Peer.Dispose();
        Assert.Equal(0, await pair.Own.ReceiveAsync(new byte[1]));

        Assert.True(new PeerWatch(pair.Own).HasGone());
    }

    /// <summary>A closed socket is remembered for a while, and then the system knows of none.</summary>
    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TcpPeer_ThatTheSystemHasForgotten_IsGone_IfItWasSeenOnce(bool seenByALook)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var own = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await own.ConnectAsync(listener.LocalEndPoint!);
        PeerWatch? early = seenByALook ? new PeerWatch(own) : null; // of a peer that nobody has accepted yet
        Socket peer = await listener.AcceptAsync();
        listener.Dispose(); // it would be found instead
        PeerWatch watch = early ?? new PeerWatch(own);
        Assert.False(seenByALook && watch.HasGone());

        peer.SetRawSocketOption(IPPROTO_TCP, TCP_LINGER2, BitConverter.GetBytes(1)); // seconds, tcp(7)
        peer.Dispose();
        Assert.Equal(0, await own.ReceiveAsync(new byte[1]));
        var (here, there) = ((IPEndPoint)own.LocalEndPoint!, (IPEndPoint)own.RemoteEndPoint!);
        await Eventually.TrueAsync(
            () => PeerSocket.Find(there, here) is PeerSocketState.None,
            "the closed socket is forgotten"
        );

        Assert.True(watch.HasGone());
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task TcpPeer_ThatHasReset_IsGone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells");
        using TcpPair pair = TcpPair.Connect();
        pair.Reset();
        await Assert.ThrowsAsync<SocketException>(() => pair.Own.ReceiveAsync(new byte[1]));

        Assert.True(new PeerWatch(pair.Own).HasGone()); // never seen, so that only the own end tells
    }

    /// <summary>One on another machine may vanish without a word, and is asked after half a minute.</summary>
    [Theory]
    [InlineData(null, 30, 10)]
    [InlineData(1_000, 1, 1)]
    [InlineData(1_001, 2, 2)]
    [InlineData(32_767_000, 32_767, 32_767)]
    public void TcpPeer_IsKeptAlive(int? milliseconds, int first, int next)
    {
        using TcpPair pair = TcpPair.Connect();

        PeerWatch.KeepAlive(pair.Own, milliseconds is { } given ? TimeSpan.FromMilliseconds(given) : null);

        Assert.Equal(1, Option(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(first, Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(next, Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(3, Option(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));

        int Option(SocketOptionLevel level, SocketOptionName name) => (int)pair.Own.GetSocketOption(level, name)!;
    }

    public void Dispose() => _folder.Dispose();

    private static async Task AssertAsync(Socket listener, EndPoint target)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells");
        listener.Listen();
        using var peer = new Socket(target.AddressFamily, SocketType.Stream, listener.ProtocolType);
        await peer.ConnectAsync(target);
        using Socket own = await listener.AcceptAsync();
        var watch = new PeerWatch(own);
        Assert.False(watch.HasGone());

        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await own.ReceiveAsync(new byte[1]));
        Assert.False(watch.HasGone());
        peer.Dispose();

        // Not at once: a program that another test starts has a copy of the descriptor until its execve(2).
        await Eventually.TrueAsync(watch.HasGone, "the peer has gone");
    }
}
