using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing.Proxies;

/// <summary>A handshake with a proxy that says what the test has written for it, whatever it is told.</summary>
/// <param name="proxy">How it is to be asked.</param>
/// <param name="connections">The connections to it, one after the other.</param>
internal sealed class HandshakeRun(ProxyOptions proxy, params MemoryChannel[] connections)
{
    private readonly Queue<MemoryChannel> _left = new(connections);

    public static readonly ProxyOptions Http = new() { Host = "127.0.0.1", Port = 3128 };

    public static readonly ProxyOptions Socks4 = Http with { Type = ProxyType.Socks4, Port = 1080 };

    public static readonly ProxyOptions Socks5 = Http with { Type = ProxyType.Socks5, Port = 1080 };

    public static MemoryChannel Saying(params byte[][] answers)
    {
        var channel = new MemoryChannel();
        foreach (byte[] answer in answers)
        {
            _ = channel.Arrive(answer);
        }

        return channel;
    }

    public static MemoryChannel Saying(params string[] answers) =>
        Saying([.. answers.Select(System.Text.Encoding.Latin1.GetBytes)]);

    public static MemoryChannel EndingAfter(params byte[][] answers)
    {
        MemoryChannel channel = Saying(answers);
        channel.ArriveEnd();
        return channel;
    }

    public static MemoryChannel EndingAfter(params string[] answers)
    {
        MemoryChannel channel = Saying(answers);
        channel.ArriveEnd();
        return channel;
    }

    public Task<Channel> EstablishAsync(string host = "example.com", int port = 443) =>
        ProxyHandshake
            .For(proxy, host, port)
            .EstablishAsync(_ => Task.FromResult<Channel>(_left.Dequeue()), CancellationToken.None);

    /// <summary>How it fails; all that was opened is closed then.</summary>
    public async Task<DotcatException> FailAsync(string host = "example.com", int port = 443)
    {
        var e = await Assert.ThrowsAsync<DotcatException>(() => EstablishAsync(host, port));
        Assert.All(connections.Except(_left), static channel => Assert.True(channel.IsDisposed));
        return e;
    }
}
