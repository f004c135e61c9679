using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class AddressesTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:80")]
    [InlineData("::1", "[::1]:80")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1:80")]
    public void Format_InternetEndPoint_IsHostAndPort(string address, string expected) =>
        Assert.Equal(expected, Addresses.Format(new IPEndPoint(IPAddress.Parse(address), 80)));

    [Theory]
    [InlineData("/run/x.sock", "/run/x.sock")]
    [InlineData("\0name", "@name")]
    public void Format_UnixEndPoint_IsItsName(string path, string expected) =>
        Assert.Equal(expected, Addresses.Format(new UnixDomainSocketEndPoint(path)));

    [Fact]
    public void Format_Nothing_IsAQuestionMark() => Assert.Equal("?", Addresses.Format(null));

    [Theory]
    [InlineData("name", "name:80")]
    [InlineData("::1", "[::1]:80")]
    public void Join_HostWithColons_GetsBrackets(string host, string expected) =>
        Assert.Equal(expected, Addresses.Join(host, 80));

    [Theory]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("127.0.0.1:0", false)]
    [InlineData("[::1]:0", false)]
    public void CanBeAnswered_AtAPort(string sender, bool expected) =>
        Assert.Equal(expected, Addresses.CanBeAnswered(IPEndPoint.Parse(sender)));
}
