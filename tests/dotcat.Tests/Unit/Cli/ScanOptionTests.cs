using System.Net.Sockets;
using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary><c>-z</c>, and what stands beside it.</summary>
public sealed class ScanOptionTests
{
    [Theory]
    [InlineData("localhost", "tcp", "22 80", "-z", "localhost", "22,80")]
    [InlineData("localhost", "tcp", "22 80", "-z", "localhost:22", "80")]
    [InlineData("localhost", "tcp", "22 23 24", "-z", "localhost:22-24")]
    [InlineData("::1", "tcp", "22 80", "[::1]:80", "22", "-z")]
    [InlineData("::1", "tcp", "80", "-z", "::1", "http")]
    [InlineData("localhost", "udp", "53", "-zu", "localhost", "domain")]
    [InlineData("localhost", "tcp", "22", "-z", "tcp://localhost:22")]
    [InlineData("localhost", "udp", "53", "-z", "udp://localhost:53")]
    [InlineData("/run/x.sock", "unix", "0", "-zU", "/run/x.sock")]
    [InlineData("@x", "unix-datagram", "0", "-z", "-uU", "@x")]
    public void Operands_AreWhatIsScanned(string name, string protocol, string ports, params string[] words)
    {
        var scanned = Words.Endpoint<Endpoint.Scanned>(words);

        Assert.Equal(
            (name, protocol, ports),
            (scanned.Target.Name, scanned.Target.Protocol, string.Join(' ', scanned.Target.Ports))
        );
    }

    [Theory]
    [InlineData(1, "-z", "localhost", "80")]
    [InlineData(2, "-zu", "localhost", "80")]
    [InlineData(5, "-z", "-w5", "localhost", "80")]
    [InlineData(5, "-zu", "-w5", "localhost", "80")]
    public void Wait_IsShort_UnlessItIsGiven(int seconds, params string[] words) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Dial(words).Target.Wait);

    [Fact]
    public void OtherOptionsOfConnecting_AreTaken()
    {
        Endpoint.Dial dial = Dial(
            "-z4n",
            "-s",
            "127.0.0.1",
            "-p",
            "4000",
            "--tls",
            "--insecure",
            "--proxy",
            "socks5://127.0.0.1",
            "127.0.0.2",
            "80"
        );

        Assert.Equal(
            (AddressFamily.InterNetwork, true, "127.0.0.1", 4000),
            (dial.Target.Family, dial.Target.NumericOnly, dial.Target.SourceHost, dial.Target.SourcePort)
        );
        Assert.False(dial.Tls!.Verify);
        Assert.Single(dial.Proxies);
    }

    [Fact]
    public void Retry_IsForTheScan() =>
        Assert.Equal(TimeSpan.FromSeconds(30), Words.Read("-z", "--retry-for", "30s", "localhost", "80").Retry!.Total);

    [Theory]
    [InlineData("no ports to try", "localhost")]
    [InlineData("no host to connect to, and no -l to listen")]
    [InlineData("'http' is not a port number, and -n forbids names", "-n", "127.0.0.1", "http")]
    [InlineData("one word too many: '80'", "-U", "path", "80")]
    [InlineData("-z and --listen contradict each other", "-l", "80")]
    [InlineData("-z and --broker contradict each other", "--broker", "80")]
    [InlineData("-z and --keep-open contradict each other", "-k", "localhost", "80")]
    [InlineData("-z and --exec contradict each other", "-e", "cat", "localhost", "80")]
    [InlineData("-z and --send-only contradict each other", "--send-only", "localhost", "80")]
    [InlineData("-z and -q contradict each other", "-q1", "localhost", "80")]
    public void WhatMakesNoSense_IsRefused(string sentence, params string[] words) =>
        Assert.Equal($"{sentence}; try 'dotcat --help'", Words.Refuse(["-z", .. words]));

    private static Endpoint.Dial Dial(params string[] words) =>
        Assert.IsType<Endpoint.Dial>(Words.Endpoint<Endpoint.Scanned>(words).Peer);
}
