using System.Text;
using Dotcat.Services.Proxying;

namespace Dotcat.Tests.Unit.Services.Proxying;

/// <summary>What a client asks for, and what its server is asked.</summary>
public sealed class ProxyRequestTests
{
    [Theory]
    [InlineData("GET http://host/ HTTP/1.1", "host", 80, "/")]
    [InlineData("GET HTTP://host:8080/a/../b?c#", null, 400, null)]
    [InlineData("GET HTTP://host:8080/a/../b?c%20d HTTP/1.1", "host", 8080, "/a/../b?c%20d")]
    [InlineData("GET http://host HTTP/1.0", "host", 80, "/")]
    [InlineData("GET http://host?a HTTP/1.1", "host", 80, "/?a")]
    [InlineData("GET http://[::1]:81/ HTTP/1.1", "::1", 81, "/")]
    [InlineData("OPTIONS http://host HTTP/1.1", "host", 80, "*")]
    [InlineData("BREW http://host/pot HTTP/1.1", "host", 80, "/pot")]
    [InlineData("CONNECT host:443 HTTP/1.1", "host", 443, "")]
    [InlineData("CONNECT [::1]:443 HTTP/1.0", "::1", 443, "")]
    [InlineData("CONNECT host HTTP/1.1", null, 400, null)]
    [InlineData("CONNECT host:0 HTTP/1.1", null, 400, null)]
    [InlineData("CONNECT http://host/ HTTP/1.1", null, 400, null)]
    [InlineData("GET / HTTP/1.1", null, 400, null)]
    [InlineData("GET host:80 HTTP/1.1", null, 400, null)]
    [InlineData("GET http:// HTTP/1.1", null, 400, null)]
    [InlineData("GET http:///path HTTP/1.1", null, 400, null)]
    [InlineData("GET http://user:pass@host/ HTTP/1.1", null, 400, null)]
    [InlineData("GET http://host/#part HTTP/1.1", null, 400, null)]
    [InlineData("GET http://host:99999/ HTTP/1.1", null, 400, null)]
    [InlineData("GET h~p://host/ HTTP/1.1", null, 400, null)]
    [InlineData("GET :// HTTP/1.1", null, 400, null)]
    [InlineData("GET ://1234host/ HTTP/1.1", null, 400, null)]
    [InlineData("GET https://host/ HTTP/1.1", null, 501, null)]
    [InlineData("GET ftp://host/ HTTP/1.1", null, 501, null)]
    [InlineData("METHODMETHODMETHODMETHODMETHODMETHOD http://host/ HTTP/1.1", null, 501, null)]
    [InlineData("GET http://host/ HTTP/2.0", null, 400, null)]
    [InlineData("GET http://host/", null, 400, null)]
    [InlineData("G<T http://host/ HTTP/1.1", null, 400, null)]
    [InlineData("\u0016\u0003\u0001", null, 400, null)]
    public void Target_IsReadOrRefused(string line, string? host, int portOrCode, string? path)
    {
        string head = $"{line}\r\nHost: other\r\n\r\n";

        if (host is null)
        {
            Assert.Equal(portOrCode, Refuse(() => Requests.Read(head).ReadTarget()));
        }
        else
        {
            Assert.Equal((host, portOrCode, path), Requests.Read(head).ReadTarget());
        }
    }

    [Fact]
    public void Head_ForTheServer_IsInItsFormAndWithoutWhatIsTheConnections() =>
        Assert.Equal(
            "POST /a?b HTTP/1.1\r\n"
                + "Host: [::1]:8080\r\n"
                + "Accept: */*\r\n"
                + "X-Folded: a b\r\n"
                + "Content-Length: 4\r\n"
                + "Expect: 100-continue\r\n"
                + "Via: 1.0 first\r\n"
                + "Via: 1.1 name\r\n"
                + "Connection: close\r\n\r\n",
            Forward(
                "POST http://[::1]:8080/a?b HTTP/1.1\r\n"
                    + "hOST: elsewhere\r\n"
                    + "Accept: */*\r\n"
                    + "X-Folded: a\r\n b\r\n"
                    + "Proxy-Connection: keep-alive\r\n"
                    + "Proxy-Authorization: Basic dTpw\r\n"
                    + "Connection: x-one, close,CONTENT-LENGTH\r\n"
                    + "connection: X-Two\r\n"
                    + "X-One: 1\r\nx-two: 2\r\n"
                    + "Content-Length: 4\r\n"
                    + "Keep-Alive: timeout=5\r\nTE: trailers\r\nTrailer: x\r\nUpgrade: websocket\r\n"
                    + "Expect: 100-continue\r\n"
                    + "Via: 1.0 first\r\n\r\n"
            )
        );

    [Fact]
    public void Head_OfAsManyFieldsAsFit_IsForwarded()
    {
        string fields = string.Concat(Enumerable.Repeat("a:\n", 20_000));

        string head = Forward($"GET http://host/ HTTP/1.1\r\nHost: host\r\nConnection: b,c\r\n{fields}\r\n");

        Assert.Equal(20_000, head.Split('\n').Count(static line => line == "a: \r"));
    }

    [Theory]
    [InlineData(1, "", 400)]
    [InlineData(1, "Host: other\r\n")]
    [InlineData(1, "Host: other:80\r\n")]
    [InlineData(1, "Host: [::1]:80\r\n")]
    [InlineData(1, "Host:\r\n")]
    [InlineData(1, "Host: host\r\nHost: host\r\n", 400)]
    [InlineData(1, "Host: host\r\nhOST: other\r\n", 400)]
    [InlineData(1, "Host: host, other\r\n", 400)]
    [InlineData(1, "Host: user@host\r\n", 400)]
    [InlineData(1, "Host: host:port\r\n", 400)]
    [InlineData(1, "Host: http://host/\r\n", 400)]
    [InlineData(1, "Host: h\u00f6st\r\n", 400)]
    [InlineData(2, "", 400)]
    [InlineData(0, "")]
    [InlineData(0, "Host: host\r\nHost: host\r\n", 400)]
    [InlineData(0, "Host: ho st\r\n", 400)]
    public void Host_ThatIsNotOne_IsRefused(int minor, string fields, int code = 200) // RFC 9112, section 3.2
    {
        foreach (string line in (string[])["GET http://host/", "CONNECT host:443"])
        {
            ProxyRequest request = Requests.Read($"{line} HTTP/1.{minor}\r\n{fields}\r\n");
            if (code == 200)
            {
                request.CheckHost();
            }
            else
            {
                Assert.Equal(code, Refuse(request.CheckHost));
            }
        }
    }

    [Fact]
    public void Head_OfAnOldClient_AsksForAnOldAnswer() =>
        Assert.StartsWith("GET / HTTP/1.0\r\nHost: host\r\nVia: 1.0 ", Forward("GET http://host HTTP/1.0\n\n"));

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "Content-Length: 0\r\n")]
    [InlineData("POST", "Transfer-Encoding: chunked\r\n")]
    [InlineData("POST", "Transfer-Encoding: Chunked\r\n")]
    [InlineData("POST", "Content-Length: -1\r\n", 400)]
    [InlineData("POST", "Content-Length: 1x\r\n", 400)]
    [InlineData("POST", "Content-Length: \r\n", 400)]
    [InlineData("POST", "Content-Length: 99999999999999999999\r\n", 400)]
    [InlineData("POST", "Content-Length: 1, 1\r\n", 400)]
    [InlineData("POST", "Content-Length: 1\r\nContent-Length: 1\r\n", 400)]
    [InlineData("POST", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400)]
    [InlineData("POST", "Transfer-Encoding: gzip, chunked\r\n", 501)]
    [InlineData("POST", "Transfer-Encoding: chunked, chunked\r\n", 501)]
    [InlineData("POST", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", 501)]
    [InlineData("POST", "Transfer-Encoding: identity\r\n", 501)]
    [InlineData("POST", "Transfer-Encoding : chunked\r\n", 400)]
    [InlineData("POST", "Transfer-Encoding: chunked\r\n", 400, 0)]
    public void Body_WhoseEndIsInDoubt_IsRefused(string method, string fields, int code = 200, int minor = 1)
    {
        string head = $"{method} http://host/ HTTP/1.{minor}\r\nHost: host\r\n{fields}\r\n";

        Assert.Equal(
            code,
            code == 200
                ? Forward(head).Length > 0
                    ? 200
                    : 0
                : Refuse(() => Forward(head))
        );
    }

    [Theory]
    [InlineData("TRACE", "1", "Max-Forwards: 0")]
    [InlineData("OPTIONS", "10", "Max-Forwards: 9")]
    [InlineData("GET", "0", "Max-Forwards: 0")]
    public void MaxForwards_IsCountedDown(string method, string given, string sent) =>
        Assert.Contains(
            $"{sent}\r\n",
            Forward($"{method} http://host/ HTTP/1.1\r\nHost: host\r\nMax-Forwards: {given}\r\n\r\n")
        );

    [Theory]
    [InlineData("TRACE", "0", 405)]
    [InlineData("OPTIONS", "0", 405)]
    [InlineData("TRACE", "x", 400)]
    public void MaxForwards_UsedUp_IsRefused(string method, string given, int code) =>
        Assert.Equal(
            code,
            Refuse(() => Forward($"{method} http://host/ HTTP/1.1\r\nHost: host\r\nMax-Forwards: {given}\r\n\r\n"))
        );

    [Fact]
    public void Head_WithEmptyLinesBefore_IsRead() =>
        Assert.Equal("GET", Requests.Read("\r\n\r\nGET http://host/ HTTP/1.1\r\n\r\n").Line.Method);

    [Fact]
    public void Head_TooLong_IsRefused()
    {
        string field = $"X: {new string('x', 1000)}\r\n";

        Assert.Equal(
            413,
            Refuse(() =>
                Requests.Read($"GET http://host/ HTTP/1.1\r\n{string.Concat(Enumerable.Repeat(field, 66))}\r\n")
            )
        );
    }

    [Theory]
    [InlineData("GET http://host/{0} HTTP/1.1\r\nHost: host\r\n\r\n")]
    [InlineData("GET http://host/{0}")]
    [InlineData("{0}")]
    public void FirstLine_TooLong_IsRefused(string text) =>
        Assert.Equal(
            414,
            Refuse(() => Requests.Read(text.Replace("{0}", new string('x', 70_000), StringComparison.Ordinal)))
        );

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET http://host/ HTTP/1.1\r\nHost: host\r\n")]
    public void Head_CutOff_IsNone(string text) => Assert.Throws<EndOfStreamException>(() => Requests.Read(text));

    private static string Forward(string head)
    {
        ProxyRequest request = Requests.Read(head);
        HttpMessage forwarded = request.Forward(request.ReadTarget().Path, "name");
        return Encoding.Latin1.GetString(forwarded.Head.Span);
    }

    private static int Refuse(Action action) => Assert.Throws<HttpRefusalException>(action).Code;
}
