using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.ProxyProtocol;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Cli;

public sealed class ProxyProtocolOptionTests
{
    [Theory]
    [InlineData("-l", "80")]
    [InlineData("-lk", "80")]
    [InlineData("-lU", "path")]
    [InlineData("--tls", "-l")]
    [InlineData("--chat", "80")]
    [InlineData("--proxy-type", "http", "-l")]
    public void Accept_WaitsForAHeaderAsLongAsAHandshakeMayTake(params string[] words)
    {
        Assert.Null(Words.Endpoint<Endpoint.Listening>(words).HeaderWait);
        Assert.Equal(Deadline.Default, Words.Endpoint<Endpoint.Listening>(["--accept-proxy", .. words]).HeaderWait);
        Assert.Equal(
            TimeSpan.FromSeconds(3),
            Words.Endpoint<Endpoint.Listening>(["--accept-proxy", "-w", "3", .. words]).HeaderWait
        );
    }

    [Fact]
    public void Wait_HasSomethingToLimit_WhereAHeaderIsAwaited()
    {
        Assert.Equal(Messages.NothingToWaitFor, Words.Read("-l", "-w", "3").Hint?.ToString());
        Assert.Null(Words.Read("-l", "-w", "3", "--accept-proxy").Hint);
    }

    [Theory]
    [InlineData("host", "80")]
    [InlineData("-U", "path")]
    [InlineData("--tls", "host", "443")]
    [InlineData("--proxy", "proxy", "host", "80")]
    public void Send_IsInThatVersion(params string[] words)
    {
        Assert.Null(Words.Endpoint<Endpoint.Dialled>(words).Announce);
        Assert.Equal(ProxyHeaderVersion.V1, Words.Endpoint<Endpoint.Dialled>(["--send-proxy", "1", .. words]).Announce);
        Assert.Equal(ProxyHeaderVersion.V2, Words.Endpoint<Endpoint.Dialled>(["--send-proxy=2", .. words]).Announce);
    }

    [Fact]
    public void Send_IsToTheTarget_WhereThereIsOne()
    {
        SessionOptions listening = Words.Read("-lk", "80", "--to", "host:81", "--send-proxy", "2");
        Assert.Equal(ProxyHeaderVersion.V2, listening.To?.Announce);

        SessionOptions connecting = Words.Read("host", "80", "--to", "unix:path", "--send-proxy", "1");
        Assert.Equal(ProxyHeaderVersion.V1, connecting.To?.Announce);
        Assert.Equal(ProxyHeaderVersion.V1, Assert.IsType<Endpoint.Dial>(connecting.Endpoint).Announce);
    }

    [Theory]
    [InlineData("--send-proxy: '3' is none of 1, 2", "--send-proxy", "3", "host")]
    [InlineData("--send-proxy: 'V1' is none of 1, 2", "--send-proxy", "V1", "host")]
    [InlineData("--send-proxy needs a value, VERSION", "--send-proxy=", "host")]
    [InlineData("--send-proxy and --udp contradict each other", "--send-proxy", "1", "-u", "host")]
    [InlineData("--send-proxy is not for listening", "--send-proxy", "1", "-l")]
    [InlineData("-z and --send-proxy contradict each other", "--send-proxy", "1", "-z", "host", "80")]
    [InlineData("--send-proxy and udp:// contradict each other", "--send-proxy", "1", "-l", "--to", "udp://host:80")]
    [InlineData("--send-proxy and --udp contradict each other", "--send-proxy", "1", "-lu", "--to", "host:80")]
    [InlineData("--accept-proxy and --udp contradict each other", "--accept-proxy", "-lu")]
    [InlineData("--accept-proxy is only for --listen", "--accept-proxy", "host")]
    public void WhatMeansNothing_IsRefused(string problem, params string[] words) =>
        Assert.Equal($"{problem}; try 'dotcat --help'", Words.Refuse(words));
}
