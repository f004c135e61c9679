using System.Text;
using Dotcat.Http;
using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Services.Proxying;

/// <summary>Whatever a client or a server sends, it is forwarded or refused, in any pieces the same way.</summary>
public sealed class ProxyRobustnessTests
{
    private static readonly Config _many = Config.QuickThrowOnFailure.WithMaxTest(50_000).WithEndSize(40);

    private static readonly Gen<string> _line = Gen.Elements(
        "GET http://host/ HTTP/1.1\r\nHost: host\r\n",
        "POST http://[::1]:8080/?a HTTP/1.1\r\nHost: host\r\n",
        "CONNECT host:443 HTTP/1.1\r\n",
        "GET http://host/ HTTP/1.0\r\n",
        "GET ",
        "http://",
        "host",
        "[::1]",
        ":",
        "@",
        "#",
        "?",
        "/",
        "%",
        " HTTP/1.1\r\n",
        " HTTP/1.0\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 304 x\r\n",
        "Host: other\r\n",
        "Content-Length: 3\r\n",
        "Content-Length: -3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Connection: close, x\r\n",
        "Connection: content-length, host, transfer-encoding\r\n",
        "Proxy-Authorization: Digest nonce=n\r\n",
        "Max-Forwards: 0\r\n",
        "X: y\r\n",
        " folded\r\n",
        "\r\n",
        "\r\n",
        "\n",
        "\r",
        "\0",
        " ",
        "3\r\nabc\r\n",
        "0\r\n\r\n",
        "ffffffff\r\n",
        "é"
    );

    private static readonly Arbitrary<byte[]> _bytes = Gen.OneOf(
            _line.ArrayOf().Select(static lines => Encoding.Latin1.GetBytes(string.Concat(lines))),
            _line
                .ArrayOf()
                .Select(static lines =>
                    Encoding.Latin1.GetBytes(
                        $"POST http://host/ HTTP/1.1\r\nHost: host\r\n{string.Concat(lines)}\r\nabc"
                    )
                ),
            ArbMap.Default.GeneratorFor<byte[]>()
        )
        .ToArbitrary();

    [Fact]
    public void Request_OfAnyBytes_IsForwardedOrRefusedTheSameInPieces() =>
        Prop.ForAll(
                _bytes,
                static bytes => Forward(new BytesChannel(bytes)) == Forward(new BytesChannel(bytes, piece: 1))
            )
            .Check(_many);

    [Fact]
    public void Request_Forwarded_HasOneHostAndNothingOfTheConnections() =>
        Prop.ForAll(_bytes, static bytes => IsClean(Forward(new BytesChannel(bytes)))).Check(_many);

    [Fact]
    public void Request_OfAnyBytesForEver_IsForwardedOrRefusedWithinTheLimit() =>
        Prop.ForAll(
                _bytes,
                static bytes =>
                {
                    byte[] large =
                    [
                        .. Enumerable.Repeat((byte[])[.. bytes, (byte)'x'], 100).SelectMany(static one => one),
                    ];
                    var channel = new BytesChannel(large, isEndless: true);
                    try
                    {
                        Requests.Now(ProxyRequest.ReadAsync(channel, CancellationToken.None));
                    }
                    catch (HttpRefusalException e)
                    {
                        return e.Code is 400 or 413 or 414 && channel.Taken <= HttpReader.Limit;
                    }

                    return channel.Taken <= HttpReader.Limit;
                }
            )
            .Check(_many.WithMaxTest(2_000));

    [Fact]
    public void Response_OfAnyBytes_IsForwardedOrRefusedTheSameInPieces() =>
        Prop.ForAll(
                _bytes,
                static bytes =>
                {
                    byte[] answer = [.. "HTTP/1.1 200 OK\r\n"u8, .. bytes];
                    return IsTheSameInPieces(answer, minor: 1)
                        && IsTheSameInPieces(bytes, minor: 1)
                        && IsTheSameInPieces(answer, minor: 0);
                }
            )
            .Check(_many);

    private static bool IsClean(string outcome)
    {
        int end = outcome.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = end < 0 ? [] : outcome[..end].Split("\r\n");
        return lines.Count(static line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase))
                == (end < 0 ? 0 : 1)
            && lines.Count(static line => line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)) <= 1
            && !lines.Any(static line => line.StartsWith("Proxy-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What the server would get; of what is refused, how.</summary>
    private static string Forward(BytesChannel client)
    {
        try
        {
            ProxyRequest request = Requests.Now(ProxyRequest.ReadAsync(client, CancellationToken.None));
            (string host, int port, string path) = request.ReadTarget();
            if (request.IsConnect)
            {
                return $"{host} {port}";
            }

            HttpMessage message = request.Forward(path, "name");
            return ReadAll(new MessageChannel(client, (_, _) => ValueTask.FromResult(message)));
        }
        catch (HttpRefusalException e)
        {
            return $"{e.Code} {e.Message}";
        }
        catch (EndOfStreamException)
        {
            return "cut off";
        }
    }

    private static bool IsTheSameInPieces(byte[] answer, int minor) =>
        Answer(new BytesChannel(answer), minor) == Answer(new BytesChannel(answer, piece: 1), minor);

    private static string Answer(BytesChannel server, int minor)
    {
        var request = new RequestLine("GET", "http://host/", minor);
        try
        {
            return ReadAll(new MessageChannel(server, new ProxyResponse(request, "name").ReadAsync));
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            return e.Message;
        }
    }

    private static string ReadAll(MessageChannel channel)
    {
        var all = new StringBuilder();
        byte[] buffer = new byte[64];
        try
        {
            while (Requests.Now(channel.ReadAsync(buffer, CancellationToken.None)) is > 0 and var count)
            {
                all.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (InvalidDataException)
        {
            all.Length = 0; // how much came before it depends on the pieces
            all.Append("malformed");
        }
        catch (EndOfStreamException)
        {
            all.Append("cut off");
        }

        return all.ToString();
    }
}
