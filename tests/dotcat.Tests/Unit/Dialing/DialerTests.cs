using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing;

public sealed class DialerTests : IDisposable
{
    private readonly Socket _bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly int _port;

    public DialerTests()
    {
        _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _port = ((IPEndPoint)_bound.LocalEndPoint!).Port;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tcp_ToAListener_IsAStreamNamedByItsAddress()
    {
        _bound.Listen();

        await using Channel channel = await DialAsync(new DialOptions { Host = "127.0.0.1", Port = _port });

        Assert.Null(channel.Datagrams);
        Assert.Equal($"127.0.0.1:{_port}", channel.Name);
        Assert.Equal($"dotcat: trying 127.0.0.1:{_port}\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tcp_WithinTheMachine_IsNotPaced()
    {
        _bound.Listen();

        await using Channel channel = await DialAsync(new DialOptions { Host = "127.0.0.1", Port = _port });

        Assert.DoesNotContain("bbr", CongestionAlgorithm.Of(channel), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Udp_ToAnyPort_IsADatagramChannel()
    {
        await using Channel channel = await DialAsync(
            new DialOptions
            {
                Host = "127.0.0.1",
                Port = _port,
                IsDatagram = true,
            }
        );

        Assert.NotNull(channel.Datagrams);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tcp_Refused_IsAFailureThatTimeMayMend()
    {
        DotcatException e = await FailAsync(new DialOptions { Host = "127.0.0.1", Port = _port });

        Assert.Equal($"cannot connect to 127.0.0.1:{_port}: connection refused", e.Message);
        Assert.Equal(("connection refused", ExitCode.Failed, true), ($"{e.Cause}", e.ExitCode, e.IsTransient));
        Assert.EndsWith(
            $"dotcat: 127.0.0.1:{_port}: connection refused\n",
            _stderr.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tcp_RefusedAtAPortThatNobodyNamed_SaysThatItIsTheDefault()
    {
        var options = new DialOptions
        {
            Host = "127.0.0.1",
            Port = _port,
            IsDefaultPort = true,
        };

        DotcatException e = await FailAsync(options);

        Assert.Equal(
            $"cannot connect to 127.0.0.1:{_port}: connection refused"
                + $" (no port was named, and {_port} is the default port)",
            e.Message
        );
        Assert.Equal(("connection refused", true), ($"{e.Cause}", e.IsTransient));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Source_GivenAsAddressAndPort_IsTheLocalEnd()
    {
        _bound.Listen();
        int source = FreePort();

        await using Channel channel = await DialAsync(
            new DialOptions
            {
                Host = "127.0.0.1",
                Port = _port,
                SourceHost = "127.0.0.1",
                SourcePort = source,
            }
        );

        using Socket accepted = await _bound.AcceptAsync();
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, source), accepted.RemoteEndPoint);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Source_NotLocal_IsUnusable()
    {
        _bound.Listen();

        // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it.
        DotcatException e = await FailAsync(
            new DialOptions
            {
                Host = "127.0.0.1",
                Port = _port,
                SourceHost = "192.0.2.1",
            }
        );

        Assert.Equal("cannot bind to 192.0.2.1: not an address of this machine", e.Message);
        Assert.Equal((ExitCode.NothingTried, false), (e.ExitCode, e.IsTransient));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SourcePort_Taken_IsUnusableUntilTimeMendsIt()
    {
        _bound.Listen();

        DotcatException e = await FailAsync(
            new DialOptions
            {
                Host = "127.0.0.1",
                Port = _port,
                SourceHost = "127.0.0.1",
                SourcePort = _port,
            }
        );

        Assert.Equal($"cannot bind to 127.0.0.1:{_port}: address already in use", e.Message);
        Assert.Equal((ExitCode.NothingTried, true), (e.ExitCode, e.IsTransient));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Source_OfTheOtherFamily_IsUnusable()
    {
        DotcatException e = await FailAsync(
            new DialOptions
            {
                Host = "127.0.0.1",
                Port = _port,
                SourceHost = "::1",
            }
        );

        Assert.Equal("127.0.0.1 cannot be reached from ::1", e.Message);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dial_Cancelled_IsNoFailureOfItsOwn()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Dialer(new DialOptions { Host = "127.0.0.1", Port = _port }).DialAsync(cancelled.Token)
        );
    }

    public void Dispose()
    {
        _bound.Dispose();
        _stderr.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private Dialer Dialer(DialOptions options) =>
        new(options, new Reporter(_stderr, Verbosity.Attempts), TimeProvider.System);

    private Task<Channel> DialAsync(DialOptions options) => Dialer(options).DialAsync(CancellationToken.None);

    private Task<DotcatException> FailAsync(DialOptions options) =>
        Assert.ThrowsAsync<DotcatException>(() => DialAsync(options));
}
