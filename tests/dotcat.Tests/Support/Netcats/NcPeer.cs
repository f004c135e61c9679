using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dotcat.Tests.Support.Netcats;

/// <summary>The other end of a command line for nc, on a port or a path of its own: a word, and what it says.</summary>
internal sealed class NcPeer : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly StringBuilder _received = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _manner;
    private readonly byte[] _words;
    private readonly List<IDisposable> _owned = [];
    private EndPoint? _last; // who comes when all has been said
    private Task _serving = Task.CompletedTask;

    private NcPeer(Socket socket, string manner, string words)
    {
        _socket = socket;
        _manner = manner;
        _words = Encoding.Latin1.GetBytes(
            words.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
        );
    }

    /// <summary>Its port; 0 for none.</summary>
    public int Port => (_socket.LocalEndPoint as IPEndPoint)?.Port ?? 0;

    public string Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToString();
            }
        }
    }

    /// <summary>
    /// <c>closed</c>: nobody listens. <c>full</c>: nobody is accepted. <c>echo</c>: what comes goes back. <c>sink</c>: it is
    /// taken. <c>says TEXT</c>: that is sent, and no more. <c>greets TEXT</c>: that is sent, and what comes is taken.
    /// <c>answers TEXT</c>: that is sent after the first line, and no more. <c>replies TEXT</c>: that is sent after each line.
    /// <c>resets</c>: after the first read. <c>connect</c>, <c>refuse</c>, <c>socks5</c>, <c>socks4</c>: a proxy with an
    /// echo behind it, one that refuses. With <c>unix-</c>, <c>udp-</c> or <c>unixgram-</c> in front, over that.
    /// </summary>
    public static async Task<NcPeer> StartAsync(string description, string path)
    {
        string[] parts = description.Split(' ', 2);
        string[] name = parts[0].Split('-', 2);
        (string kind, string manner) = name is [var transport, var rest] ? (transport, rest) : ("tcp", name[0]);
        Socket socket = kind switch
        {
            "unix" => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            "unixgram" => new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified),
            "udp" => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp),
            _ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp),
        };
        socket.Bind(
            kind.StartsWith("unix", StringComparison.Ordinal)
                ? new UnixDomainSocketEndPoint(path)
                : new IPEndPoint(IPAddress.Loopback, 0)
        );
        var peer = new NcPeer(socket, manner, parts is [_, var words] ? words : "");
        await peer.StartAsync(isStream: socket.SocketType == SocketType.Stream);
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        _owned.ForEach(static one => one.Dispose());
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>What those who came have sent, once none of them is left: who comes now is served after them.</summary>
    public async Task<string> AllReceivedAsync()
    {
        if (!_serving.IsCompleted)
        {
            using var last = new Socket(_socket.AddressFamily, _socket.SocketType, _socket.ProtocolType);
            last.Bind(
                $"{_socket.LocalEndPoint}" is ['/', ..] and var path
                    ? new UnixDomainSocketEndPoint(path[..^1] + "~") // no longer: the base library's accept has no room for it
                    : new IPEndPoint(IPAddress.Loopback, 0)
            );
            _last = last.LocalEndPoint;
            await last.ConnectAsync(_socket.LocalEndPoint!);
            if (_socket.SocketType == SocketType.Dgram)
            {
                await last.SendAsync(Array.Empty<byte>());
            }

            await _serving;
        }

        return Received;
    }

    private async Task StartAsync(bool isStream)
    {
        switch (_manner)
        {
            case "closed":
                return; // bound, so that nobody else has the port
            case "full":
                _socket.Listen(0);
                _owned.AddRange(await FullQueue.OfAsync(_socket));
                return;
            default:
                if (isStream)
                {
                    _socket.Listen();
                }

                _serving = isStream ? AcceptAsync() : ServeDatagramsAsync();
                return;
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            using Socket client = await _socket.AcceptAsync(_stop.Token);
            if (client.RemoteEndPoint!.Equals(_last))
            {
                return;
            }

            try
            {
                await ServeAsync(client);
            }
            catch (SocketException)
            {
                // it has gone, as clients do
            }
        }
    }

    private Task ServeAsync(Socket client) =>
        _manner switch
        {
            "echo" => EchoAsync(client),
            "sink" => TakeAsync(client),
            "says" => SayAsync(client, takes: false),
            "greets" => SayAsync(client, takes: true),
            "answers" => AnswerAsync(client),
            "replies" => ReplyAsync(client),
            "resets" => ResetAsync(client),
            "connect" => ProxyAsync(client, "\r\n\r\n", "HTTP/1.0 200 Connection established\r\n\r\n"u8.ToArray()),
            "refuse" => ProxyAsync(client, "\r\n\r\n", "HTTP/1.0 403 Forbidden\r\n\r\n"u8.ToArray()),
            "socks4" => ProxyAsync(client, "\0", [0, 90, 0, 0, 0, 0, 0, 0], least: 9),
            "socks5" => Socks5Async(client),
            _ => throw new ArgumentOutOfRangeException(_manner),
        };

    private async Task<int> ReadAsync(Socket client, byte[] buffer)
    {
        int count = await client.ReceiveAsync(buffer, _stop.Token);
        lock (_received)
        {
            _received.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return count;
    }

    private async Task EchoAsync(Socket client)
    {
        byte[] buffer = new byte[65536];
        while (await ReadAsync(client, buffer) is > 0 and var count)
        {
            await client.SendAsync(buffer.AsMemory(0, count), _stop.Token);
        }

        client.Shutdown(SocketShutdown.Send);
    }

    private async Task TakeAsync(Socket client)
    {
        byte[] buffer = new byte[65536];
        while (await ReadAsync(client, buffer) > 0) { }
    }

    private async Task SayAsync(Socket client, bool takes)
    {
        await client.SendAsync(_words, _stop.Token);
        if (!takes)
        {
            client.Shutdown(SocketShutdown.Send);
        }

        await TakeAsync(client);
    }

    private async Task AnswerAsync(Socket client)
    {
        byte[] buffer = new byte[65536];
        while (await ReadAsync(client, buffer) is > 0 and var count && !buffer.AsSpan(0, count).Contains((byte)'\n'))
        { }
        await client.SendAsync(_words, _stop.Token);
        client.Shutdown(SocketShutdown.Send);
        await TakeAsync(client);
    }

    private async Task ReplyAsync(Socket client)
    {
        byte[] buffer = new byte[65536];
        while (await ReadAsync(client, buffer) is > 0 and var count)
        {
            for (int lines = buffer.AsSpan(0, count).Count((byte)'\n'); lines > 0; lines--)
            {
                await client.SendAsync(_words, _stop.Token);
            }
        }

        client.Shutdown(SocketShutdown.Send);
    }

    private async Task ResetAsync(Socket client)
    {
        await ReadAsync(client, new byte[65536]);
        client.LingerState = new LingerOption(true, 0);
    }

    private async Task ProxyAsync(Socket client, string end, byte[] answer, int least = 0)
    {
        byte[] buffer = new byte[65536];
        int before = Received.Length;
        while (
            await ReadAsync(client, buffer) > 0
            && (Received.Length - before < least || !Received.EndsWith(end, StringComparison.Ordinal))
        ) { }
        await client.SendAsync(answer, _stop.Token);
        await EchoAsync(client);
    }

    private async Task Socks5Async(Socket client)
    {
        byte[] buffer = new byte[65536];
        await ReadAsync(client, buffer);
        await client.SendAsync(new byte[] { 5, 0 }, _stop.Token);
        await ReadAsync(client, buffer);
        await client.SendAsync(new byte[] { 5, 0, 0, 1, 127, 0, 0, 1, 0, 80 }, _stop.Token);
        await EchoAsync(client);
    }

    private async Task ServeDatagramsAsync()
    {
        byte[] buffer = new byte[65536];
        EndPoint anybody =
            _socket.AddressFamily == AddressFamily.Unix
                ? new UnixDomainSocketEndPoint("/")
                : new IPEndPoint(IPAddress.Any, 0);
        while (true)
        {
            SocketReceiveFromResult one = await _socket.ReceiveFromAsync(buffer, anybody, _stop.Token);
            if (one.RemoteEndPoint.Equals(_last))
            {
                return;
            }

            lock (_received)
            {
                _received.Append(Encoding.Latin1.GetString(buffer, 0, one.ReceivedBytes)).Append('|');
            }

            if (_manner != "sink")
            {
                byte[] answer = _manner == "echo" ? buffer[..one.ReceivedBytes] : _words;
                await _socket.SendToAsync(answer, one.RemoteEndPoint, _stop.Token);
            }
        }
    }
}
