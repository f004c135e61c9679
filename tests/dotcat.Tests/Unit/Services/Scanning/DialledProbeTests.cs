using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Reporting;
using Dotcat.Services.Scanning;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Scanning;

public sealed class DialledProbeTests : IDisposable
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(10);

    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly ManualTime _time = new();
    private MemoryChannel Connection { get; } = new();

    [Fact]
    public async Task Port_ThatIsReached_IsOpen_AndIsLeft()
    {
        int dialled = 0;

        PortState state = await ProbeAsync(
            (port, _) =>
            {
                dialled = port;
                return Task.FromResult<Channel>(Connection);
            }
        );

        Assert.Equal((PortState.Open, 80), (state, dialled));
        Assert.True(Connection.IsDisposed);
        Assert.Contains("memory", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatIsReached_IsNotTold_WhereNobodyAsks()
    {
        await ProbeAsync((_, _) => Task.FromResult<Channel>(Connection), Verbosity.Events);

        Assert.Equal("", _stderr.ToString());
    }

    [Fact]
    public async Task Failure_ThatSaysSomethingOfThePort_IsItsState_AndIsTold()
    {
        PortState state = await ProbeAsync(Fail, judge: static _ => PortState.Filtered);

        Assert.Equal(PortState.Filtered, state);
        Assert.Contains("place:80", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_ThatSaysNothingOfThePort_EndsTheScan() =>
        await Assert.ThrowsAsync<DotcatException>(() => ProbeAsync(Fail, judge: static _ => null));

    [Fact]
    public async Task Handshake_HasToSucceed()
    {
        var handshake = new HandshakeProbe(
            (_, _) => throw new DotcatException(Messages.NoProxyInEnvironment(), ExitCode.Failed),
            new Reporter(TextWriter.Null, Verbosity.Quiet),
            _time
        );

        PortState state = await ProbeAsync((_, _) => Task.FromResult<Channel>(Connection), handshake: handshake);

        Assert.Equal(PortState.Closed, state);
        Assert.True(Connection.IsDisposed);
    }

    public void Dispose() => _stderr.Dispose();

    private static Task<Channel> Fail(int port, CancellationToken cancellation) =>
        throw SocketFailure.Connect($"place:{port}", new SocketException((int)SocketError.ConnectionRefused));

    private async Task<PortState> ProbeAsync(
        Func<int, CancellationToken, Task<Channel>> dial,
        Verbosity verbosity = Verbosity.Attempts,
        Func<DotcatException, PortState?>? judge = null,
        HandshakeProbe? handshake = null
    )
    {
        using var probe = new DialledProbe(
            dial,
            judge ?? (static _ => null),
            handshake,
            _wait,
            new Reporter(_stderr, verbosity)
        );
        return await probe.ProbeAsync(80, CancellationToken.None);
    }
}
