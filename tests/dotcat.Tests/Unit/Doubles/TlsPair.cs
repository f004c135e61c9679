using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A client and a server of TLS with a TCP connection between them, and what each of them says.</summary>
internal sealed class TlsPair : IAsyncDisposable
{
    private readonly TcpPair _tcp = TcpPair.Connect();
    private readonly StringWriter _clientSaid = new();
    private readonly StringWriter _serverSaid = new();

    public TlsPair(
        TlsClientOptions client,
        TlsServerOptions server,
        string host = "localhost",
        TimeProvider? time = null // the server's
    )
    {
        ClientBelow = new HeldChannel(new StreamSocketChannel(_tcp.Own, "the server"));
        ServerBelow = new HeldChannel(new StreamSocketChannel(_tcp.Peer, "the client"));
        var clientEnd = new TlsClient(client, static _ => null, new Reporter(_clientSaid, Verbosity.Events));
        var serverEnd = new TlsServer(
            server,
            null,
            [IPAddress.Loopback],
            static _ => null,
            new Reporter(_serverSaid, Verbosity.Events),
            time ?? TimeProvider.System
        );
        Client = clientEnd.ConnectAsync(ClientBelow, host, CancellationToken.None);
        Server = serverEnd.AcceptAsync(ServerBelow, CancellationToken.None);
    }

    /// <summary>The channel below the client's session.</summary>
    public HeldChannel ClientBelow { get; }

    public HeldChannel ServerBelow { get; }

    public Task<TlsChannel> Client { get; }

    public Task<TlsChannel> Server { get; }

    /// <summary>Bytes that the server has sent and the client not read.</summary>
    public int Unread => _tcp.Own.Available;

    /// <summary>Bytes that the client has sent and the server's system holds.</summary>
    public int UnreadByServer => _tcp.Peer.Available;

    public string ClientSaid => _clientSaid.ToString();

    public string ServerSaid => _serverSaid.ToString();

    /// <summary>A pair that agrees, on any certificate.</summary>
    public static async Task<TlsPair> ConnectAsync(TlsServerOptions? server = null, TimeProvider? time = null)
    {
        var pair = new TlsPair(new TlsClientOptions { Verify = false }, server ?? new TlsServerOptions(), time: time);
        await pair.Client;
        await pair.Server;
        return pair;
    }

    /// <summary>What the client says of a handshake that fails.</summary>
    public async Task<string> ClientFailureAsync()
    {
        var failure = await Assert.ThrowsAsync<DotcatException>(() => Client);
        Assert.Equal(ExitCode.Failed, failure.ExitCode);
        return failure.Message;
    }

    /// <summary>What the server says of a handshake that fails.</summary>
    public async Task<string> ServerFailureAsync()
    {
        var failure = await Assert.ThrowsAsync<DotcatException>(() => Server);
        Assert.Equal(ExitCode.Failed, failure.ExitCode);
        return failure.Message;
    }

    /// <summary>Resets the server's connection.</summary>
    public void Reset()
    {
        _tcp.Own.LingerState = new LingerOption(enable: true, seconds: 0);
        _tcp.Own.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        await _clientSaid.DisposeAsync();
        await _serverSaid.DisposeAsync();
    }
}
