using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Listening;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>The forms of host, port and path.</summary>
public sealed class OperandTests
{
    [Theory]
    [InlineData("localhost", Ports.Default, "localhost")]
    [InlineData("localhost", 80, "localhost", "80")]
    [InlineData("localhost", 80, "localhost:80")]
    [InlineData("127.0.0.1", 80, "127.0.0.1:80")]
    [InlineData("::1", 80, "[::1]:80")]
    [InlineData("::1", 80, "[::1]", "80")]
    [InlineData("::1", 80, "::1", "80")]
    [InlineData("::1", Ports.Default, "::1")]
    [InlineData("fe80::1%lo", 80, "[fe80::1%lo]:80")]
    [InlineData("80", Ports.Default, "80")]
    [InlineData("localhost", 65535, "localhost", "65535")]
    [InlineData("localhost", 80, "localhost", "0080")]
    [InlineData("localhost", 80, "localhost", "http")]
    [InlineData("localhost", 80, "localhost:http")]
    [InlineData("localhost", 53, "-u", "localhost", "domain")]
    [InlineData("localhost", 80, "LOCALHOST:80")]
    [InlineData("xn--bcher-kva.example.", 80, "BÜCHER.example.", "80")]
    [InlineData("1.2.3.4", 80, "1.2.3.4.", "80")]
    public void Connect_HostAndPort_AreRead(string host, int port, params string[] words)
    {
        DialOptions options = Words.Dial(words);

        Assert.Equal((host, port), (options.Host, options.Port));
    }

    [Theory]
    [InlineData(null, Ports.Default)]
    [InlineData(null, 80, "80")]
    [InlineData(null, 0, "0")]
    [InlineData(null, 80, "-p", "80")]
    [InlineData("localhost", Ports.Default, "localhost")]
    [InlineData("localhost", 80, "localhost", "80")]
    [InlineData("localhost", 80, "localhost:80")]
    [InlineData("localhost", 80, "localhost", "-p", "80")]
    [InlineData("::1", 0, "[::1]:0")]
    [InlineData("::1", 80, "::1", "80")]
    [InlineData("80", 81, "80", "81")]
    [InlineData(null, 80, "-p", "http")]
    [InlineData("127.0.0.1", 80, "-s", "127.0.0.1", "-p", "80")]
    [InlineData("127.0.0.1", 80, "-s", "127.0.0.1", "80")]
    [InlineData("::1", Ports.Default, "-s", "[::1]")]
    [InlineData("::1", 80, "-u", "-s::1", "-p80")]
    [InlineData("localhost", 3128, "--proxy-type", "http", "--source", "localhost")]
    public void Listen_HostAndPort_AreRead(string? host, int port, params string[] words)
    {
        ListenOptions options = Words.Listen(["-l", .. words]);

        Assert.Equal((host, port), (options.Host, options.Port));
    }

    [Theory]
    [InlineData("239.1.2.3", "192.168.1.5")]
    [InlineData("ff02::1", "fe80::1%lo")]
    public void Group_ToListenOn_IsJoinedFromTheSource(string group, string source)
    {
        ListenOptions place = Words.Listen("-lu", "-s", source, group, "9090");

        Assert.Equal((group, source, 9090), (place.Host, place.GroupSource, place.Port));
    }

    [Fact]
    public void UnixConnect_Path_IsRead()
    {
        UnixDialOptions options = Words.DialUnix("-U", "-s", "/run/own.sock", "/run/x.sock");

        Assert.Equal("/run/x.sock", options.Path);
        Assert.Equal("/run/own.sock", options.SourcePath);
        Assert.False(options.IsDatagram);
    }

    [Fact]
    public void UnixListen_Path_IsRead()
    {
        UnixListenOptions options = Words.ListenUnix("-lU", "@name", "-u");

        Assert.Equal("@name", options.Path);
        Assert.True(options.IsDatagram);
    }
}
