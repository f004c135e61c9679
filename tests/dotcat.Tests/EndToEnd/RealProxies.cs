using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Connections through the proxies of others.</summary>
public sealed class RealProxies : IDisposable
{
    private readonly Socket _target = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RealProxies() => _target.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    private int TargetPort => ((IPEndPoint)_target.LocalEndPoint!).Port;

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ncat", "http", null)]
    [InlineData("ncat", "http", "user:pass word")]
    [InlineData("tinyproxy", "http", null)]
    [InlineData("tinyproxy", "http", "user:password")]
    [InlineData("microsocks", "socks5", null)]
    [InlineData("microsocks", "socks5", "user:pass word")]
    [InlineData("danted", "socks4", null)]
    [InlineData("danted", "socks5", null)]
    public async Task Bytes_ThroughAProxy_ArriveBothWaysAndNothingElse(string program, string type, string? login)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, login);
        _target.Listen();

        await ExchangeAsync(Chain(Hop(proxy, type, login)), "127.0.0.1");
        if (type != "socks4")
        {
            await ExchangeAsync(Chain(Hop(proxy, type, login)), "localhost"); // danted does not know SOCKS4a
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Bytes_ThroughAChain_ArriveBothWays()
    {
        await using ProxyServer first = await ProxyServer.StartAsync("microsocks", "a:b");
        await using ProxyServer second = await ProxyServer.StartAsync("tinyproxy", "c:d");
        await using ProxyServer third = await ProxyServer.StartAsync("danted", null);
        await using ProxyServer fourth = await ProxyServer.StartAsync("ncat", "e:f");
        _target.Listen();

        await ExchangeAsync(
            Chain(
                Hop(first, "socks5", "a:b"),
                Hop(second, "http", "c:d"),
                Hop(third, "socks4", null),
                Hop(fourth, "http", "e:f")
            ),
            "localhost"
        );
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ncat", "http", "proxy {0} does not accept the user and password")]
    [InlineData("tinyproxy", "http", "proxy {0} refused {1}: 401 Unauthorized")]
    [InlineData("microsocks", "socks5", "SOCKS5 proxy {0} does not accept the user and password")]
    public async Task Login_Wrong_IsRefused(string program, string type, string sentence)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, "user:right");
        _target.Listen();

        await AssertFailsAsync(Hop(proxy, type, "user:wrong"), sentence);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ncat", "http", "proxy {0} wants a user and password (--proxy-auth)")]
    [InlineData("tinyproxy", "http", "proxy {0} wants a user and password (--proxy-auth)")]
    [InlineData("microsocks", "socks5", "SOCKS5 proxy {0} wants a user and password (--proxy-auth)")]
    public async Task Login_Missing_IsAskedFor(string program, string type, string sentence)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, "user:right");
        _target.Listen();

        await AssertFailsAsync(Hop(proxy, type, null), sentence);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ncat", "http", "proxy {0} refused {1}: 504 Gateway Timeout")]
    [InlineData("tinyproxy", "http", "proxy {0} refused {1}: 500 Unable to connect")]
    [InlineData("microsocks", "socks5", "SOCKS5 proxy {0} refused {1}: connection refused")]
    [InlineData("danted", "socks5", "SOCKS5 proxy {0} refused {1}: connection refused")]
    [InlineData("danted", "socks4", "SOCKS4 proxy {0} refused {1}: rejected or failed")]
    public async Task Target_ThatRefuses_IsAFailureThatTimeMayMend(string program, string type, string sentence)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, null);

        Assert.True((await AssertFailsAsync(Hop(proxy, type, null), sentence)).IsTransient);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("microsocks", "http", "{0} is not an HTTP proxy|proxy {0} closed the connection in the handshake")]
    [InlineData(
        "microsocks",
        "socks4",
        "{0} is not a SOCKS4 proxy|SOCKS4 proxy {0} closed the connection in the handshake"
    )]
    public async Task Proxy_OfAnotherKind_IsToldApart(string program, string type, string sentences)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, null);

        await AssertFailsAsync(Hop(proxy, type, null), sentences);
    }

    public void Dispose() => _target.Dispose();

    private static ProxyOptions Hop(ProxyServer proxy, string type, string? login) =>
        new()
        {
            Type = Enum.Parse<ProxyType>(type, ignoreCase: true),
            Host = "127.0.0.1",
            Port = proxy.Port,
            User = login?.Split(':')[0],
            Password = login?.Split(':')[1] ?? "",
        };

    private static ProxyChain Chain(params ProxyOptions[] hops)
    {
        var reporter = new Reporter(TextWriter.Null, Verbosity.Quiet);
        var first = new DialOptions { Host = hops[0].Host, Port = hops[0].Port };
        return new ProxyChain(
            hops,
            new HostResolver(AddressFamily.Unspecified, numericOnly: false).ResolveAsync,
            TimeLimit.Wait,
            new Dialer(first, reporter, TimeProvider.System).DialAsync,
            static (channel, _, _) => Task.FromResult(channel),
            reporter,
            TimeProvider.System
        );
    }

    /// <summary>The target speaks first, and then sends back what it is sent.</summary>
    private async Task ExchangeAsync(ProxyChain chain, string host)
    {
        byte[] greeting = "220 hello\r\n"u8.ToArray();
        byte[] question = [.. Enumerable.Range(0, 200_000).Select(static i => (byte)(i % 251))];
        Task<Socket> accepting = AcceptAndGreetAsync(greeting);
        await using Channel channel = await chain.ConnectAsync(host, TargetPort, CancellationToken.None);
        using Socket peer = await accepting;

        Assert.Equal(greeting, await channel.ReadExactlyAsync(greeting.Length, CancellationToken.None));
        Task sending = channel.WriteAsync(question, CancellationToken.None).AsTask();
        Assert.Equal(question, await peer.ReceiveExactlyAsync(question.Length));
        await sending;
        Task answering = peer.SendBytesAsync(question);
        Assert.Equal(question, await channel.ReadExactlyAsync(question.Length, CancellationToken.None));
        await answering;
        peer.Shutdown(SocketShutdown.Both);
        Assert.Equal(0, await channel.ReadAsync(new byte[1], CancellationToken.None));
    }

    private async Task<Socket> AcceptAndGreetAsync(byte[] greeting)
    {
        Socket peer = await _target.AcceptOneAsync();
        await peer.SendBytesAsync(greeting);
        return peer;
    }

    /// <param name="hop">The proxy to ask.</param>
    /// <param name="sentences">What is said then, one of them; {0} is the proxy, {1} the target.</param>
    private async Task<DotcatException> AssertFailsAsync(ProxyOptions hop, string sentences)
    {
        var e = await Assert.ThrowsAsync<DotcatException>(() =>
            Chain(hop).ConnectAsync("127.0.0.1", TargetPort, CancellationToken.None)
        );
        string said = e
            .Message.Replace(hop.Address, "{0}", StringComparison.Ordinal)
            .Replace($"127.0.0.1:{TargetPort}", "{1}", StringComparison.Ordinal);
        Assert.Contains(said, sentences.Split('|'));
        return e;
    }
}
