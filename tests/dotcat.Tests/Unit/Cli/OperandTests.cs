using Dotcat.Cli;

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
    public void Connect_HostAndPort_AreRead(string host, int port, params string[] words)
    {
        SessionOptions options = Words.Read(words);

        Assert.Equal((host, port), (options.Dial!.Host, options.Dial.Port));
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
    public void Listen_HostAndPort_AreRead(string? host, int port, params string[] words)
    {
        SessionOptions options = Words.Read(["-l", .. words]);

        Assert.Equal((host, port), (options.Listen!.Host, options.Listen.Port));
    }

    [SkippableFact]
    public void Port_ServiceName_IsLookedUp()
    {
        Skip.IfNot(File.Exists("/etc/services"), "this system has no /etc/services");

        Assert.Equal(80, Words.Read("localhost", "http").Dial!.Port);
        Assert.Equal(80, Words.Read("localhost:http").Dial!.Port);
        Assert.Equal(80, Words.Read("-l", "-p", "http").Listen!.Port);
        Assert.Equal(53, Words.Read("-u", "localhost", "domain").Dial!.Port);
    }

    [Fact]
    public void UnixConnect_Path_IsRead()
    {
        SessionOptions options = Words.Read("-U", "-s", "/run/own.sock", "/run/x.sock");

        Assert.Equal("/run/x.sock", options.UnixDial!.Path);
        Assert.Equal("/run/own.sock", options.UnixDial.SourcePath);
        Assert.False(options.UnixDial.IsDatagram);
    }

    [Fact]
    public void UnixListen_Path_IsRead()
    {
        SessionOptions options = Words.Read("-lU", "@name", "-u");

        Assert.Equal("@name", options.UnixListen!.Path);
        Assert.True(options.UnixListen.IsDatagram);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("-l")]
    [InlineData("-U", "path")]
    [InlineData("-l", "-U", "path")]
    public void Form_Any_SetsExactlyOneRoom(params string[] words)
    {
        SessionOptions options = Words.Read(words);

        object?[] rooms = [options.Dial, options.UnixDial, options.Listen, options.UnixListen];
        Assert.Single(rooms, static room => room is not null);
    }
}
