using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing;

/// <summary>Datagrams to a name of several addresses, of which not all have somebody.</summary>
public sealed class DatagramFailoverTests : IDisposable
{
    private static readonly IPAddress _second = IPAddress.Parse("127.0.0.2");

    private readonly Socket _there = DatagramServer.Bound(_second);
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    private int Port => ((IPEndPoint)_there.LocalEndPoint!).Port;

    /// <summary>Loopback addresses have nobody at that port but the second.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("127.0.0.1 127.0.0.2")]
    [InlineData("127.0.0.1 127.0.0.3 127.0.0.4 127.0.0.2")]
    [InlineData("127.0.0.2 127.0.0.1")]
    public async Task WhatIsRefused_GoesToTheNext_AndIsAnswered(string addresses)
    {
        await using Channel channel = await DialAsync(addresses);
        Task<string> answer = channel.ReceiveTextAsync();

        await channel.SendTextAsync("hello");
        EndPoint sender = await _there.ReceiveFirstAsync("hello");
        await _there.SendToAsync("answer"u8.ToArray(), sender);

        Assert.Equal("answer", await answer);
        Assert.Equal($"127.0.0.2:{Port}", channel.Name);
        Assert.Equal(_there.LocalEndPoint, channel.Peer!.RemoteEndPoint);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhatIsRefusedOverIPv6_GoesToIPv4()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "this system has no IPv6");
        await using Channel channel = await DialAsync("::1 127.0.0.2");
        Task<string> answer = channel.ReceiveTextAsync();

        await channel.SendTextAsync("hello");
        await _there.SendToAsync("answer"u8.ToArray(), await _there.ReceiveFirstAsync("hello"));

        Assert.Equal("answer", await answer);
        Assert.Equal(
            [
                $"trying [::1]:{Port}",
                $"[::1]:{Port}: connection refused",
                $"trying 127.0.0.2:{Port}",
                $"connected to 127.0.0.2:{Port}",
            ],
            _stderr.ToString().Replace("dotcat: ", "", StringComparison.Ordinal).Split('\n')[1..^1]
        );
    }

    /// <summary>As --send-only and -q 0 do, nobody reads; the refusal is met by the next write, or at the end.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task WhatIsRefused_GoesToTheNext_ThoughNobodyReads(int datagrams)
    {
        await using Channel channel = await DialAsync("127.0.0.1 127.0.0.2");
        for (int i = 0; i < datagrams; i++)
        {
            await channel.SendTextAsync($"{i}");
        }

        await channel.CompleteWritesAsync(CancellationToken.None);

        for (int i = 0; i < datagrams; i++)
        {
            Assert.Equal($"{i}", await _there.ReceiveTextAsync());
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task RefusedByAll_IsAFailure()
    {
        await using Channel channel = await DialAsync("127.0.0.1 127.0.0.3");
        Task<string> answer = channel.ReceiveTextAsync();

        await channel.SendTextAsync("hello");

        var e = await Assert.ThrowsAsync<SocketException>(() => answer);
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AfterAnAnswer_ARefusalIsAFailure()
    {
        await using Channel channel = await DialAsync("127.0.0.2 127.0.0.1");
        await channel.SendTextAsync("hello");
        await _there.SendToAsync("answer"u8.ToArray(), await _there.ReceiveFirstAsync("hello"));
        Assert.Equal("answer", await channel.ReceiveTextAsync());
        Task<string> more = channel.ReceiveTextAsync();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        int port = Port;
        _there.Dispose();
        other.Bind(new IPEndPoint(IPAddress.Loopback, port));

        await channel.SendTextAsync("more");

        await Assert.ThrowsAsync<SocketException>(() => more);
        Assert.Equal(0, other.Available);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(2.1, 5)]
    [InlineData(0, 1024 * 1024 + 1)]
    public async Task AfterATimeOrMuch_WithoutARefusal_TheAddressIsTheRightOne(double seconds, int bytes)
    {
        await using Channel channel = await DialAsync("127.0.0.2 127.0.0.1");
        for (int sent = 0; sent < bytes; sent += DatagramSocketChannel.MaxPayload)
        {
            await channel.WriteAsync(
                new byte[Math.Min(bytes, DatagramSocketChannel.MaxPayload)],
                CancellationToken.None
            );
        }

        _time.Advance(TimeSpan.FromSeconds(seconds));
        _there.Dispose();
        Task<string> answer = channel.ReceiveTextAsync();
        await channel.SendTextAsync("more");

        await Assert.ThrowsAsync<SocketException>(() => answer);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AddressThatCannotBeTried_IsToldAndPassedOver()
    {
        MemoryChannel[] ends = [Refusing(), Refusing(), new MemoryChannel { Datagram = true }];
        await using DatagramFailover channel = Make(
            ends[0],
            () => throw new DotcatException(Messages.NoProxyInEnvironment(), ExitCode.Failed),
            () => throw new SocketException((int)SocketError.NetworkUnreachable),
            () => ends[1],
            () => ends[2]
        );

        await channel.SendTextAsync("hello");

        Assert.Equal("hello", ends[2].WrittenText);
        Assert.Equal([true, true, false], ends.Select(static end => end.IsDisposed));
        Assert.Contains(Messages.NoProxyInEnvironment().ToString(), _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WriteRefusedByAll_IsAFailure()
    {
        await using DatagramFailover channel = Make(Refusing(), Refusing);

        var e = await Assert.ThrowsAsync<SocketException>(() => channel.SendTextAsync("hello"));

        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(SocketError.ConnectionReset, true)]
    [InlineData(SocketError.HostUnreachable, true)]
    [InlineData(SocketError.NetworkUnreachable, true)]
    [InlineData(SocketError.MessageSize, false)]
    [InlineData(SocketError.NoBufferSpaceAvailable, false)]
    public async Task Failure_IsARefusal_WhereNobodyIsThere(SocketError error, bool isRefusal)
    {
        var next = new MemoryChannel { Datagram = true };
        await using DatagramFailover channel = Make(Failing(error), () => next);

        Exception? failure = await Record.ExceptionAsync(() => channel.SendTextAsync("hello"));

        Assert.Equal(isRefusal, failure is null);
        Assert.Equal(isRefusal ? "hello" : "", next.WrittenText);
    }

    private static MemoryChannel Refusing() => Failing(SocketError.ConnectionRefused);

    private static MemoryChannel Failing(SocketError error) =>
        new() { Datagram = true, WriteFailure = new SocketException((int)error) };

    /// <param name="first">The first address.</param>
    /// <param name="next">What connecting to each of the others does.</param>
    private DatagramFailover Make(Channel first, params Func<Channel>[] next)
    {
        var connects = new Queue<Func<Channel>>(next);
        return new DatagramFailover(
            first,
            Enumerable.Repeat(IPAddress.Loopback, next.Length),
            (_, _) => Task.FromResult(connects.Dequeue()()),
            new Reporter(_stderr, Verbosity.Attempts),
            _time
        );
    }

    public void Dispose()
    {
        _there.Dispose();
        _stderr.Dispose();
    }

    private Task<Channel> DialAsync(string addresses)
    {
        var options = new DialOptions
        {
            Host = "name.example",
            Port = Port,
            IsDatagram = true,
        };
        IReadOnlyList<IPAddress> found = [.. addresses.Split(' ').Select(IPAddress.Parse)];
        return new Dialer(
            options,
            new Reporter(_stderr, Verbosity.Attempts),
            _time,
            (_, _) => Task.FromResult(found)
        ).DialAsync(CancellationToken.None);
    }
}
