using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Http;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing.Proxies;

public sealed class HttpConnectHandshakeTests
{
    private const string Request = "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n";
    private const string Granted = "HTTP/1.1 200 Connection established\r\n\r\n";
    private const string Basic = "Proxy-Authorization: Basic dTpzZWNyZXQ=\r\n";
    private const string WantsBasic = "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=x\r\n";
    private const string WantsDigest = "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=x, nonce=n1, qop=auth\r\n";
    private const string Empty = "Content-Length: 0\r\n\r\n";

    private static readonly ProxyOptions _withUser = HandshakeRun.Http with { User = "u", Password = "secret" };

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(Granted)]
    [InlineData("HTTP/1.0 200\n\n")]
    [InlineData("HTTP/1.1 204 No\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")]
    public async Task Granted_WithNothingBehind_IsTheBareConnection(string answer)
    {
        MemoryChannel connection = HandshakeRun.Saying(answer);

        Channel channel = await new HandshakeRun(HandshakeRun.Http, connection).EstablishAsync();

        Assert.Same(connection, channel);
        Assert.Equal(Request, connection.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Granted_WithBytesBehind_GivesThoseFirst()
    {
        MemoryChannel connection = HandshakeRun.EndingAfter(Granted + "220 hello\r\n", "more");

        Channel channel = await new HandshakeRun(HandshakeRun.Http, connection).EstablishAsync();

        Assert.Equal("220 hello\r\nmore"u8.ToArray(), await channel.ReadExactlyAsync(15, CancellationToken.None));
        Assert.Equal(0, await channel.ReadAsync(new byte[1], CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Target_OfIPv6_StandsInBrackets()
    {
        MemoryChannel connection = HandshakeRun.Saying(Granted);

        await new HandshakeRun(HandshakeRun.Http, connection).EstablishAsync("::1", 80);

        Assert.Equal("CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", connection.WrittenText);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("a b", "a b")]
    [InlineData("a\r\nX: y", @"a\x0d\x0aX: y")]
    [InlineData("\u00fc.example", "\u00fc.example")]
    public async Task Target_ThatDoesNotFitALine_IsNotSent(string host, string shown)
    {
        MemoryChannel connection = HandshakeRun.Saying(Granted);

        DotcatException e = await new HandshakeRun(HandshakeRun.Http, connection).FailAsync(host);

        Assert.Equal(($"'{shown}' is not a host", ExitCode.NothingTried), (e.Message, e.ExitCode));
        Assert.Empty(connection.Writes);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden", false)]
    [InlineData("HTTP/1.1 404\r\n\r\n", "404", false)]
    [InlineData("HTTP/1.1 301 Moved\r\n\r\n", "301 Moved", false)]
    [InlineData("HTTP/1.0 502 Bad Gateway\r\n\r\n<html>", "502 Bad Gateway", true)]
    [InlineData("HTTP/1.1 500 \u001b[31mRed\r\n\r\n", @"500 \x1b[31mRed", true)]
    public async Task Refused_SaysWithWhichStatus(string answer, string cause, bool isTransient)
    {
        DotcatException e = await new HandshakeRun(HandshakeRun.Http, HandshakeRun.Saying(answer)).FailAsync();

        Assert.Equal($"proxy 127.0.0.1:3128 refused example.com:443: {cause}", e.Message);
        Assert.Equal((ExitCode.Failed, isTransient), (e.ExitCode, e.IsTransient));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(403, SocketError.AccessDenied)]
    [InlineData(500, SocketError.ConnectionRefused)]
    [InlineData(502, SocketError.ConnectionRefused)]
    [InlineData(503, SocketError.ConnectionRefused)]
    [InlineData(504, SocketError.TimedOut)]
    public async Task Refused_HasAMeaning(int status, SocketError meaning)
    {
        MemoryChannel connection = HandshakeRun.Saying($"HTTP/1.1 {status} No\r\n\r\n");

        DotcatException e = await new HandshakeRun(HandshakeRun.Http, connection).FailAsync();

        Assert.Equal(meaning, Assert.IsType<ProxyRefusalException>(e.InnerException).Meaning);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("", "proxy 127.0.0.1:3128 closed the connection in the handshake")]
    [InlineData("HTTP/1.1 200 OK\r\n", "proxy 127.0.0.1:3128 closed the connection in the handshake")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", "127.0.0.1:3128 is not an HTTP proxy")]
    [InlineData("HTTP/1.1 200 OK\r\nno field\r\n\r\n", "127.0.0.1:3128 is not an HTTP proxy")]
    public async Task Answer_OfNoProxy_SaysSo(string answer, string sentence)
    {
        MemoryChannel connection =
            answer.Length == 0 ? HandshakeRun.EndingAfter(Array.Empty<string>()) : HandshakeRun.EndingAfter(answer);

        DotcatException e = await new HandshakeRun(HandshakeRun.Http, connection).FailAsync();

        Assert.Equal((sentence, ExitCode.Failed), (e.Message, e.ExitCode));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("A: b\r\n")]
    [InlineData("x")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task Answer_WithoutEnd_FailsAtTheLimit(string part)
    {
        var proxy = new BytesChannel(Encoding.ASCII.GetBytes(part), isEndless: true);
        byte[] start = Encoding.ASCII.GetBytes(part == "A: b\r\n" ? "HTTP/1.1 200 OK\r\n" : "");

        var e = await Assert.ThrowsAsync<DotcatException>(() =>
            ProxyHandshake
                .For(HandshakeRun.Http, "example.com", 443)
                .EstablishAsync(
                    _ => Task.FromResult<Channel>(new PrefixedChannel(proxy, start)),
                    CancellationToken.None
                )
        );

        Assert.Equal("proxy 127.0.0.1:3128 answered with more than 64 KiB of headers", e.Message);
        Assert.InRange(proxy.Taken, 1, HttpReader.Limit);
        Assert.True(proxy.IsDisposed);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(WantsBasic + Empty)]
    [InlineData(WantsBasic + "Content-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.0 407 No\r\nProxy-Authenticate: Basic\r\nProxy-Connection: Keep-Alive\r\n" + Empty)]
    [InlineData("HTTP/1.1 407 No\r\nProxy-Authenticate \t: Basic\r\nContent-Length : 4\r\n\r\nbody")] // RFC 9112, section 5.1
    public async Task Login_WhereTheConnectionStaysOpen_GoesOverTheSameOne(string first)
    {
        MemoryChannel connection = HandshakeRun.Saying(first, Granted);

        Channel channel = await new HandshakeRun(_withUser, connection).EstablishAsync();

        Assert.Same(connection, channel);
        Assert.Equal(Request + Request[..^2] + Basic + "\r\n", connection.WrittenText);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(WantsBasic + "Connection: close\r\n" + Empty)]
    [InlineData(WantsBasic + "Proxy-Connection: close\r\n" + Empty)]
    [InlineData(WantsBasic + "\r\n")]
    [InlineData(WantsBasic + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData(WantsBasic + "Content-Length: 65537\r\n\r\n")]
    [InlineData(WantsBasic + "Content-Length: 3\r\n\r\nbody")]
    [InlineData("HTTP/1.0 407 No\r\nProxy-Authenticate: Basic\r\n" + Empty)]
    public async Task Login_WhereTheConnectionEnds_GoesOverAnother(string first)
    {
        MemoryChannel ending = HandshakeRun.Saying(first);
        MemoryChannel next = HandshakeRun.Saying(Granted);

        Channel channel = await new HandshakeRun(_withUser, ending, next).EstablishAsync();

        Assert.Same(next, channel);
        Assert.True(ending.IsDisposed);
        Assert.Equal(Request, ending.WrittenText);
        Assert.Equal(Request[..^2] + Basic + "\r\n", next.WrittenText);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(WantsBasic + Empty)]
    [InlineData(WantsBasic + "Content-Length: 9\r\n\r\nbody")]
    public async Task Connection_ThatEndsThoughItWasToStayOpen_IsReplaced(string first)
    {
        MemoryChannel ending = HandshakeRun.EndingAfter(first);
        MemoryChannel next = HandshakeRun.Saying(Granted);

        Assert.Same(next, await new HandshakeRun(_withUser, ending, next).EstablishAsync());
        Assert.True(ending.IsDisposed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Digest_BesideBasic_IsChosenAndFitsTheRequest()
    {
        MemoryChannel connection = HandshakeRun.Saying(
            WantsBasic + "Proxy-Authenticate: Digest realm=x, nonce=n1, qop=auth\r\n" + Empty,
            Granted
        );

        await new HandshakeRun(_withUser, connection).EstablishAsync();

        Challenge credentials = Credentials(connection);
        Assert.True(Digest.Verify(credentials, "u", "secret", "CONNECT"));
        Assert.Equal(("example.com:443", "n1"), (credentials["uri"], credentials["nonce"]));
        Assert.DoesNotContain("secret", connection.WrittenText, StringComparison.Ordinal);
        Assert.DoesNotContain("Basic", connection.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Digest_WithANonceTooOld_IsAnsweredOnceMore()
    {
        MemoryChannel connection = HandshakeRun.Saying(
            WantsDigest + Empty,
            "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=x, nonce=n2, qop=auth, stale=TRUE\r\n" + Empty,
            Granted
        );

        await new HandshakeRun(_withUser, connection).EstablishAsync();

        Assert.Equal("n2", Credentials(connection)["nonce"]);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(WantsBasic)]
    [InlineData(WantsDigest)]
    [InlineData("HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=x, nonce=n, stale=true\r\n")]
    public async Task Login_NotAccepted_FailsAndIsNotTriedForEver(string answer)
    {
        MemoryChannel connection = HandshakeRun.Saying([.. Enumerable.Repeat(answer + Empty, 9)]);

        DotcatException e = await new HandshakeRun(_withUser, connection).FailAsync();

        Assert.Equal("proxy 127.0.0.1:3128 does not accept the user and password", e.Message);
        Assert.InRange(connection.Writes.Count, 2, 3);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("Proxy-Authenticate: Negotiate\r\n")]
    [InlineData("Proxy-Authenticate: Digest realm=x, nonce=n, algorithm=SHA-512-256\r\n")]
    [InlineData("WWW-Authenticate: Basic realm=x\r\n")]
    [InlineData("Proxy-Authenticate: \"\r\n")]
    public async Task Login_OfAnUnknownKind_SaysSo(string field)
    {
        MemoryChannel connection = HandshakeRun.Saying($"HTTP/1.1 407 No\r\n{field}\r\n");

        DotcatException e = await new HandshakeRun(_withUser, connection).FailAsync();

        Assert.Equal("proxy 127.0.0.1:3128 wants a kind of login that dotcat does not know", e.Message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Login_ThatNobodyGave_IsAskedFor()
    {
        DotcatException e = await new HandshakeRun(
            HandshakeRun.Http,
            HandshakeRun.Saying(WantsBasic + Empty)
        ).FailAsync();

        Assert.Equal("proxy 127.0.0.1:3128 wants a user and password (--proxy-auth)", e.Message);
    }

    private static Challenge Credentials(MemoryChannel connection)
    {
        const string Name = "Proxy-Authorization: ";
        string line = connection
            .WrittenText.Split("\r\n")
            .Last(static line => line.StartsWith(Name, StringComparison.Ordinal));
        return Challenge.ParseCredentials(line[Name.Length..])!;
    }
}
