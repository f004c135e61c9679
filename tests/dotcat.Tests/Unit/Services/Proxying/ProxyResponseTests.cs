using Dotcat.Http;
using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Proxying;

/// <summary>What a client gets of what its server answers.</summary>
public sealed class ProxyResponseTests
{
    private const string Added = "Via: 1.1 name\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n", "body")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", "1;x\r\na\r\n0\r\nT: t\r\n\r\n")]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n", "1;x\r\na\r\n0\r\n\r\n")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n", "")]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n", "")]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n", "")]
    public void Answer_WithAnEnd_EndsThere(string method, string head, string body)
    {
        foreach (int size in (int[])[1, 7, 1000])
        {
            Assert.Equal(head + Added + body, Read(method, $"{head}\r\n{body}HTTP/1.1 200 another", size));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n")]
    public void Answer_WithoutALength_EndsWithItsConnection(string head) =>
        Assert.Equal($"{head}{Added}all the rest", Read("GET", $"{head}\r\nall the rest"));

    [Fact]
    public void Answer_AfterInterimOnes_FollowsThem() =>
        Assert.Equal(
            $"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n{Added}",
            Read(
                "POST",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
            )
        );

    [Fact]
    public void Head_IsWithoutWhatIsTheConnections() =>
        Assert.Equal(
            $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: 1\r\n{Added}0\r\n\r\n",
            Read(
                "GET",
                "HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Own\r\nKeep-Alive: timeout=5\r\nX-Own: 1\r\n"
                    + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\nX: 1\r\nProxy-Authenticate: Basic\r\n\r\n"
                    + "0\r\n\r\n"
            )
        );

    [Fact]
    public void Head_WithBlanksBeforeItsColons_IsPassedOnWithoutThem() => // RFC 9112, section 5.1
        Assert.Equal(
            $"HTTP/1.1 200 OK\r\nX: 1\r\nContent-Length: 2\r\n{Added}ok",
            Read("GET", "HTTP/1.1 200 OK\r\nX : 1\r\nContent-Length\t : 2\r\n\r\nok, and more")
        );

    /// <summary>It knows neither chunks nor interim answers (RFC 9112, section 6.1, and RFC 9110, section 15.2).</summary>
    [Theory]
    [InlineData(
        "HTTP/1.1 200 OK\r\n",
        "Transfer-Encoding: chunked\r\n",
        "2;x\r\nab\r\n3\r\ncde\r\n0\r\nX: y\r\n\r\nHTTP",
        "abcde"
    )]
    [InlineData("HTTP/1.1 200 OK\r\n", "Transfer-Encoding: Chunked\r\nContent-Length: 9\r\n", "0\r\n\r\n", "")]
    [InlineData("HTTP/1.1 304 Not Modified\r\n", "Transfer-Encoding: chunked\r\n", "", "")]
    [InlineData(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
        "Transfer-Encoding: chunked\r\n",
        "1\r\na\r\n0\r\n\r\n",
        "a"
    )]
    public void Answer_ToAClientOfHttp10_IsMadeOneThatItKnows(string lines, string coding, string body, string decoded)
    {
        string last = lines[lines.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal)..];
        foreach (int size in (int[])[1, 7, 1000])
        {
            Assert.Equal(
                $"{last}X: 1\r\n{Added}{decoded}",
                Read("GET", $"{lines}{coding}X: 1\r\n\r\n{body}", size, minor: 0)
            );
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx")]
    public void Answer_ThatAClientOfHttp10CannotBeGiven_IsRefused(string answer) =>
        Assert.Throws<InvalidDataException>(() => Read("GET", answer, minor: 0));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public void Answer_CutOffForAClientOfHttp10_IsNoWholeOne(string answer) =>
        Assert.Throws<EndOfStreamException>(() => Read("GET", answer, minor: 0));

    [Theory]
    [InlineData("220 mail.example ESMTP\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx")]
    public void Answer_ThatIsNone_IsRefused(string answer) =>
        Assert.Throws<InvalidDataException>(() => Read("GET", answer));

    [Fact]
    public void Answer_WithTooManyInterimOnes_IsRefused()
    {
        string answer = string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 33));

        Assert.Throws<InvalidDataException>(() => Read("GET", answer));
        Assert.Throws<InvalidDataException>(() => Read("GET", answer, minor: 0));
    }

    [Fact]
    public void Answer_WithAHeadThatIsTooLong_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => Read("GET", $"HTTP/1.1 200 {new string('x', 70_000)}\r\n\r\n"));

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbod")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")]
    public void Answer_CutOff_IsNoWholeOne(string answer) =>
        Assert.Throws<EndOfStreamException>(() => Read("GET", answer));

    private static string Read(string method, string answer, int size = 1000, int minor = 1)
    {
        var request = new RequestLine(method, "http://host/", minor);
        var channel = new MessageChannel(BytesChannel.Of(answer), new ProxyResponse(request, "name").ReadAsync);
        var all = new List<byte>();
        byte[] buffer = new byte[size];
        while (Requests.Now(channel.ReadAsync(buffer, CancellationToken.None)) is > 0 and var count)
        {
            all.AddRange(buffer.AsSpan(0, count));
        }

        return System.Text.Encoding.Latin1.GetString([.. all]);
    }
}
