using Dotcat.Http;

namespace Dotcat.Tests.Unit.Http;

/// <summary>What a message begins with.</summary>
public sealed class FirstLineTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK", 1, 200, "OK")]
    [InlineData("HTTP/1.0 407 Proxy Authentication Required", 0, 407, "Proxy Authentication Required")]
    [InlineData("HTTP/1.1 503", 1, 503, "")]
    [InlineData("HTTP/1.1 503 ", 1, 503, "")]
    public void Status_OfALine_IsItsParts(string line, int minor, int code, string reason) =>
        Assert.Equal(new StatusLine(minor, code, reason), StatusLine.Parse(line));

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.2")]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 ")]
    [InlineData("HTTP/1.1 20")]
    [InlineData("HTTP/1.1 2000")]
    [InlineData("HTTP/1.1 200OK")]
    [InlineData("HTTP/1.1 099 Low")]
    [InlineData("HTTP/1.1 +20 Sign")]
    [InlineData("HTTP/1.1  200 OK")]
    [InlineData("HTTP/2.0 200 OK")]
    [InlineData("HTTP/1.x 200 OK")]
    [InlineData("http/1.1 200 OK")]
    [InlineData("ICY 200 OK")]
    public void Status_OfAnythingElse_IsRefused(string line) =>
        Assert.Throws<InvalidDataException>(() => StatusLine.Parse(line));

    [Fact]
    public void Request_OfALine_IsItsParts() =>
        Assert.Equal(new RequestLine("CONNECT", "[::1]:443", 1), RequestLine.Parse("CONNECT [::1]:443 HTTP/1.1"));

    [Theory]
    [InlineData("")]
    [InlineData("CONNECT host:443")]
    [InlineData("CONNECT  HTTP/1.1")]
    [InlineData("CONNECT host:443  HTTP/1.1")]
    [InlineData("CONNECT host:443 HTTP/1.1 ")]
    [InlineData(" CONNECT host:443 HTTP/1.1")]
    [InlineData("CONNECT\thost:443\tHTTP/1.1")]
    [InlineData("CONNECT ho\tst:443 HTTP/1.1")]
    [InlineData("CON:NECT host:443 HTTP/1.1")]
    [InlineData("CONNECT host:443 HTTP/2.0")]
    [InlineData("CONNECT host:443 HTTP/1.10")]
    public void Request_OfAnythingElse_IsRefused(string line) =>
        Assert.Throws<InvalidDataException>(() => RequestLine.Parse(line));
}
