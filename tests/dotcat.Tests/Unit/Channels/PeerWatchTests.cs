using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

/// <summary>A peer that sends no more may still read; one that has closed its socket is gone.</summary>
public sealed class PeerWatchTests : IDisposable
{
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

        Assert.True(watch.HasGone());
    }
}
