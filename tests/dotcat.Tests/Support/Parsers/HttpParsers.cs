using System.Text;
using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Http;
using Dotcat.Reporting;
using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>Heads and bodies of HTTP/1, as the proxy's server and its client read them.</summary>
internal static class HttpParsers
{
    /// <summary>More than a head may have.</summary>
    private const int Longest = 70_000;

    private static readonly IReadOnlyList<byte[]> _words = Parser.Bytes(
        "GET http://host/ HTTP/1.1\r\nHost: host\r\n",
        "POST http://[::1]:8080/?a HTTP/1.1\r\nHost: host\r\n",
        "CONNECT host:443 HTTP/1.1\r\n",
        "OPTIONS http://host HTTP/1.1\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 304 x\r\n",
        "HTTP/1.0 407",
        "GET ",
        "http://",
        "host",
        "[::1]",
        " HTTP/1.1\r\n",
        " HTTP/1.0\r\n",
        "Host: other\r\n",
        "Content-Length: 3\r\n",
        "Content-Length: -3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Connection: close, x\r\n",
        "Connection: keep-alive\r\n",
        "Connection: content-length, host, transfer-encoding\r\n",
        "Proxy-Authenticate: Basic realm=x\r\n",
        "Proxy-Authenticate: Digest realm=x, nonce=y, qop=auth, stale=true\r\n",
        "Proxy-Authorization: Digest nonce=n\r\n",
        "Max-Forwards: 0\r\n",
        "X: y\r\n",
        " folded\r\n",
        "\t\r\n",
        "\r\n",
        "\n",
        "\r",
        "\0",
        " ",
        ":",
        "@",
        "#",
        "%",
        "3\r\nabc\r\n",
        "0\r\n\r\n",
        "ffffffff\r\n",
        "7fffffffffffffff",
        ";x=y",
        "\u001b[2J",
        "\u009b31m",
        "\u00e2\u0080\u00ae" // U+202E
    );

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("HTTP request", static bytes => CheckForwarded(Pieces.Read(bytes, Forward)))
        {
            Seeds = Parser.Bytes(
                "GET http://host:80/path?query HTTP/1.1\r\nHost: host\r\nAccept: */*\r\nX: y\r\n z\r\n\r\n",
                "POST http://[::1]:8080/?a HTTP/1.1\r\nHost: host\r\nContent-Length: 3\r\n\r\nabcd",
                "PUT http://host HTTP/1.1\r\nHost: host\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: t\r\n\r\nrest",
                "CONNECT host:443 HTTP/1.1\r\nHost: host:443\r\n\r\nrest",
                "OPTIONS http://host HTTP/1.1\r\nHost: host\r\nMax-Forwards: 3\r\n\r\n"
            ),
            Words = _words,
            Longest = Longest,
        },
        new("HTTP answer", static bytes => Pieces.Read(bytes, static channel => Answer(channel, minor: 1)))
        {
            Seeds = _answers,
            Words = _words,
            Longest = Longest,
        },
        new("HTTP answer for a client of 1.0", static bytes => Pieces.Read(bytes, static channel => Answer(channel, 0)))
        {
            Seeds = _answers,
            Words = _words,
            Longest = Longest,
        },
        new("HTTP proxy", CheckProxy)
        {
            Seeds = Parser.Bytes(
                "HTTP/1.1 200 OK\r\nVia: x\r\n\r\nrest",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\n\r\n",
                "HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 200 OK\r\n\r\n",
                "HTTP/1.0 407 Login\r\nProxy-Authenticate: Digest realm=x, nonce=y, qop=auth, stale=true\r\n\r\n",
                "HTTP/1.1 503 \u001b[2J\u009b\r\n\r\n"
            ),
            Words = _words,
            Longest = Longest,
        },
        new("HTTP chunks", CheckChunks)
        {
            Seeds = Parser.Bytes(
                "3\r\nabc\r\n0\r\n\r\nrest",
                "A ; x=\"y\"\r\n0123456789\r\n00\r\nTrailer: x\r\n\r\n",
                "7fffffffffffffff\r\nabc"
            ),
            Words = _words,
            Longest = Longest,
        },
    ];

    private static IReadOnlyList<byte[]> _answers =>
        Parser.Bytes(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nabcd",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: t\r\n\r\nrest",
            "HTTP/1.0 200 OK\r\n\r\nto the end",
            "HTTP/1.1 304 Not Modified\r\n\r\n"
        );

    /// <summary>What the server would get; of what is refused, how.</summary>
    private static string Forward(BytesChannel client)
    {
        try
        {
            ProxyRequest request = Pieces.Now(ProxyRequest.ReadAsync(client, default));
            CheckLimit(client);
            request.CheckHost();
            (string host, int port, string path) = request.ReadTarget();
            Shown.Check(host);
            return request.IsConnect
                ? $"{host} {port} {ReadAll(request.Rest)}"
                : ReadAll(new MessageChannel(client, (_, _) => ValueTask.FromResult(request.Forward(path, "name"))));
        }
        catch (HttpRefusalException e)
        {
            CheckLimit(client);
            Shown.Check(e.Message);
            _ = HttpAnswer.Encode(e, withBody: true);
            return $"{e.Code} {e.Message}";
        }
        catch (EndOfStreamException)
        {
            return "cut off";
        }
    }

    /// <summary>No more is read for a head than one may have.</summary>
    private static void CheckLimit(BytesChannel client) =>
        ParserException.ThrowUnless(client.Taken <= HttpReader.Limit, $"{client.Taken} bytes were taken");

    /// <summary>One host, and nothing of the connection.</summary>
    private static void CheckForwarded(string outcome)
    {
        int end = outcome.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || !outcome[..end].Contains("\r\nVia: ", StringComparison.Ordinal))
        {
            return;
        }

        string[] lines = outcome[..end].Split("\r\n");
        int Count(string name) => lines.Count(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        ParserException.ThrowUnless(
            Count("Host:") == 1 && Count("Connection:") == 1 && Count("Proxy-") == 0,
            $"it is forwarded as {outcome[..end]}"
        );
    }

    private static string Answer(BytesChannel server, int minor)
    {
        var request = new RequestLine("GET", "http://host/", minor);
        try
        {
            return ReadAll(new MessageChannel(server, new ProxyResponse(request, "name").ReadAsync));
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            Shown.Check(e.Message);
            return e.Message;
        }
    }

    /// <summary>Without a login, and with one, where whether a connection is used again depends on what has arrived.</summary>
    private static void CheckProxy(byte[] bytes)
    {
        var proxy = new ProxyOptions { Host = "proxy", Port = 3128 };
        _ = Pieces.Read(bytes, channel => Ask(channel, proxy));
        _ = Ask(new BytesChannel(bytes), proxy with { User = "user", Password = "word" });
    }

    /// <summary>What comes out of the tunnel, if there is one.</summary>
    private static string Ask(BytesChannel channel, ProxyOptions proxy)
    {
        int connections = 0;
        try
        {
            Channel tunnel = Pieces.Now(ProxyHandshake.For(proxy, "host", 443).EstablishAsync(Connect, default));
            return $"tunnel {ReadAll(tunnel)}";
        }
        catch (DotcatException e)
        {
            Shown.Check(e.Message);
            return e.Message;
        }

        Task<Channel> Connect(CancellationToken cancellation)
        {
            ParserException.ThrowUnless(++connections <= 3, "it connects without end");
            return Task.FromResult<Channel>(connections == 1 ? channel : channel.Again());
        }
    }

    private static void CheckChunks(byte[] bytes)
    {
        foreach (bool isDecoded in (bool[])[false, true])
        {
            string whole = Chunks(bytes, bytes.Length, isDecoded);
            ParserException.ThrowUnlessSame(whole, Chunks(bytes, Pieces.Of(bytes), isDecoded), "the cut");
        }
    }

    private static string Chunks(byte[] bytes, int piece, bool isDecoded)
    {
        var body = new ChunkedBody(isDecoded);
        var all = new StringBuilder();
        try
        {
            for (int start = 0; start < bytes.Length && !body.IsComplete; start += piece)
            {
                byte[] part = bytes[start..Math.Min(start + piece, bytes.Length)];
                int taken = body.Take(part);
                all.Append(Encoding.Latin1.GetString(part, 0, taken));
            }
        }
        catch (InvalidDataException)
        {
            return "malformed"; // how much came before it depends on the pieces
        }

        return $"{body.IsComplete} {all}";
    }

    private static string ReadAll(Channel channel)
    {
        var all = new StringBuilder();
        byte[] buffer = new byte[64];
        try
        {
            while (Pieces.Now(channel.ReadAsync(buffer, default)) is > 0 and var count)
            {
                all.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (InvalidDataException)
        {
            return "malformed"; // how much came before it depends on the pieces
        }
        catch (EndOfStreamException)
        {
            all.Append("cut off");
        }

        return all.ToString();
    }
}
