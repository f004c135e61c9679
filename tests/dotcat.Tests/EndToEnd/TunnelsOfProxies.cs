using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What goes through dotcat as a proxy of either kind.</summary>
public sealed class TunnelsOfProxies : IDisposable
{
    private const string Established = "HTTP/1.1 200 Connection established\r\n\r\n";

    private readonly Socket _target = Transport.Tcp4.Bind("");

    private int TargetPort => ((IPEndPoint)_target.LocalEndPoint!).Port;

    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task Bytes_Large_ArriveBothWays(string type)
    {
        await using ToolListener proxy = await ToolListener.StartAsync(Transport.Tcp4, "-v", "--proxy-type", type);
        using Socket client = proxy.ConnectSocket();
        await client.SendBytesAsync(
            type == "http"
                ? Encoding.ASCII.GetBytes($"CONNECT 127.0.0.1:{TargetPort} HTTP/1.1\r\nHost: h\r\n\r\n")
                : [5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, (byte)(TargetPort >> 8), (byte)TargetPort]
        );
        using Socket target = await _target.AcceptOneAsync();
        await client.ReceiveExactlyAsync(type == "http" ? Established.Length : 12);

        Task<byte[]> answering = target.ExchangeAsync(Payload.ToClient);
        byte[] answer = await client.ExchangeAsync(Payload.ToListener);

        Assert.Equal(Payload.ToClient.Hash, Payload.HashOf(answer));
        Assert.Equal(Payload.ToListener.Hash, Payload.HashOf(await answering));
        await proxy.Process.ErrorLineAsync("has gone: sent 67108864 bytes, received 67108864 bytes");
    }

    /// <summary>Tunnels in which nothing moves have their two sockets, and nothing else.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Idle_TakeNeitherThreadsNorDescriptors()
    {
        ToolMachine.RequireLinux("proc(5)");
        const int Count = 100;
        const int AllTogether = 16; // the pool's threads, and pipes that wait for the next use
        await using ToolListener proxy = await ToolListener.StartAsync(Transport.Tcp4, "-k", "--proxy-type", "socks5");
        int threads = ProcessTable.ThreadsOf(proxy.Process);
        int descriptors = ProcessTable.DescriptorsOf(proxy.Process);
        var sockets = new List<Socket>();
        for (int i = 0; i < Count; i++)
        {
            Socket client = proxy.ConnectSocket();
            sockets.Add(client);
            byte[] request = [5, 1, 0, 5, 1, 0, 1, 127, 0, 0, 1, (byte)(TargetPort >> 8), (byte)TargetPort];
            await client.SendBytesAsync(request);
            Socket target = await _target.AcceptOneAsync();
            sockets.Add(target);
            await client.ReceiveExactlyAsync(12);
            await client.SendTextAsync("x");
            await target.ReceiveExactlyAsync(1);
            await target.SendTextAsync("y");
            await client.ReceiveExactlyAsync(1);
        }

        Assert.InRange(ProcessTable.ThreadsOf(proxy.Process), 1, threads + AllTogether);
        Assert.InRange(ProcessTable.DescriptorsOf(proxy.Process) - (2 * Count), 1, descriptors + 2 * AllTogether);
        sockets.ForEach(static socket => socket.Dispose());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", null)]
    [InlineData("http", "user:pass word")]
    [InlineData("socks5", null)]
    [InlineData("socks5", "user:pass word")]
    public async Task Client_OfDotcatsOwn_GoesThrough(string type, string? login)
    {
        string[] wanted = login is null ? [] : ["--proxy-auth", login];
        await using ToolListener proxy = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["--proxy-type", type, .. wanted]
        );
        Task<Socket> accepting = _target.AcceptOneAsync();
        await using Channel channel = await Chain(proxy, type, login)
            .ConnectAsync("localhost", TargetPort, CancellationToken.None);
        using Socket target = await accepting;

        await target.SendTextAsync("220 hello\r\n");
        Assert.Equal("220 hello\r\n"u8.ToArray(), await channel.ReadExactlyAsync(11, CancellationToken.None));
        await channel.WriteAsync("EHLO\r\n"u8.ToArray(), CancellationToken.None);
        await channel.CompleteWritesAsync(CancellationToken.None);
        Assert.Equal("EHLO\r\n", await target.ReceiveTextToEndAsync());
        await target.SendTextAsync("250 ok\r\n");
        target.Shutdown(SocketShutdown.Send);
        Assert.Equal("250 ok\r\n"u8.ToArray(), await channel.ReadExactlyAsync(8, CancellationToken.None));
        Assert.Equal(0, await channel.ReadAsync(new byte[1], CancellationToken.None));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", "proxy {0} does not accept the user and password")]
    [InlineData("socks5", "SOCKS5 proxy {0} does not accept the user and password")]
    public async Task Client_WithAWrongLogin_IsRefused(string type, string sentence)
    {
        await using ToolListener proxy = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--proxy-type",
            type,
            "--proxy-auth",
            "user:right"
        );

        var e = await Assert.ThrowsAsync<DotcatException>(() =>
            Chain(proxy, type, "user:wrong").ConnectAsync("127.0.0.1", TargetPort, CancellationToken.None)
        );
        Assert.Equal(sentence, e.Message.Replace($"{proxy.EndPoint}", "{0}", StringComparison.Ordinal));
        Assert.False(_target.Poll(0, SelectMode.SelectRead));
    }

    public void Dispose() => _target.Dispose();

    private static ProxyChain Chain(ToolListener proxy, string type, string? login)
    {
        var reporter = new Reporter(TextWriter.Null, Verbosity.Quiet);
        var address = (IPEndPoint)proxy.EndPoint;
        var hop = new ProxyOptions
        {
            Type = Enum.Parse<ProxyType>(type, ignoreCase: true),
            Host = "127.0.0.1",
            Port = address.Port,
            User = login?.Split(':')[0],
            Password = login?.Split(':')[1] ?? "",
        };
        return new ProxyChain(
            [hop],
            new HostResolver(AddressFamily.Unspecified, numericOnly: false).ResolveAsync,
            TimeLimit.Wait,
            new Dialer(new DialOptions { Host = hop.Host, Port = hop.Port }, reporter, TimeProvider.System).DialAsync,
            static (channel, _, _) => Task.FromResult(channel),
            reporter,
            TimeProvider.System
        );
    }
}
