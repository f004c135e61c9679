using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A listener of many datagram peers, and sockets that send to it.</summary>
internal sealed class DatagramServer : IAsyncDisposable
{
    private readonly TemporaryFolder? _folder;
    private readonly List<Socket> _sockets = [];
    private readonly Listener _listener;

    private DatagramServer(Listener listener, TemporaryFolder? folder = null)
    {
        _folder = folder;
        _listener = listener;
        Address = IPEndPoint.TryParse(listener.Names.Single(), out IPEndPoint? ip)
            ? ip
            : new UnixDomainSocketEndPoint(listener.Names.Single());
    }

    public EndPoint Address { get; }

    /// <summary>On IPv4's loopback address.</summary>
    public static DatagramServer OnUdp(Admission? admission = null) => OnUdp([IPAddress.Loopback], admission);

    /// <summary>On every address of both families.</summary>
    public static DatagramServer OnBothFamilies() => OnUdp([]);

    public static DatagramServer On(Socket bound) => new(new DatagramPeers([bound], Admissions.Unlimited));

    public static DatagramServer OnUnix()
    {
        var folder = new TemporaryFolder();
        var options = new UnixListenOptions { Path = folder.File("server"), IsDatagram = true };
        return new(Binding.Open(options, Admissions.Unlimited, keepOpen: true), folder);
    }

    public static Socket Bound(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    public Task<Channel> AcceptAsync() => _listener.AcceptAsync(CancellationToken.None);

    public Socket UdpPeer() => Own(Bound(IPAddress.Loopback));

    /// <param name="name">Null for a socket that has none.</param>
    public Socket UnixPeer(string? name)
    {
        Socket socket = Own(new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified));
        if (name is not null)
        {
            socket.Bind(new UnixDomainSocketEndPoint(_folder!.File(name)));
        }

        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _sockets.ForEach(static socket => socket.Dispose());
        _folder?.Dispose();
    }

    private static DatagramServer OnUdp(IReadOnlyList<IPAddress> addresses, Admission? admission = null) =>
        new(
            Binding.Open(
                new ListenOptions { Port = 0, IsDatagram = true },
                addresses,
                admission ?? Admissions.Unlimited,
                keepOpen: true
            )
        );

    private Socket Own(Socket socket)
    {
        _sockets.Add(socket);
        return socket;
    }
}
