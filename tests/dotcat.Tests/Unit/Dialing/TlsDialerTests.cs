using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Dialing;

/// <summary>One limit for the connection and the handshake together.</summary>
public sealed class TlsDialerTests : IDisposable
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(10);

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _run = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ConnectionThatTakesTooLong_IsATimeOut()
    {
        Task<Channel> dialling = Dial(Never);

        _time.Advance(_wait);

        await AssertTimeOutAsync(dialling);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task HandshakeThatTakesTooLong_IsATimeOut_OfBothTogether()
    {
        var silent = new MemoryChannel();
        var connected = new TaskCompletionSource<Channel>();
        Task<Channel> dialling = Dial(_ => connected.Task);
        _time.Advance(_wait - TimeSpan.FromSeconds(1));
        connected.SetResult(silent);
        await silent.Reading;
        Assert.False(dialling.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));

        await AssertTimeOutAsync(dialling);
        Assert.True(silent.IsDisposed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelled_IsNoTimeOut()
    {
        Task<Channel> dialling = Dial(Never);

        await _run.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling);
    }

    public void Dispose() => _run.Dispose();

    private static async Task<Channel> Never(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException();
    }

    private static async Task AssertTimeOutAsync(Task<Channel> dialling)
    {
        var failure = await Assert.ThrowsAsync<DotcatException>(() => dialling);
        Assert.Equal("cannot connect to server:443: timed out", failure.Message);
        Assert.Equal((ExitCode.Failed, true), (failure.ExitCode, failure.IsTransient));
    }

    private Task<Channel> Dial(Func<CancellationToken, Task<Channel>> dial)
    {
        var tls = new TlsClient(
            new TlsClientOptions(),
            static _ => null,
            new Reporter(TextWriter.Null, Verbosity.Quiet)
        );
        return new TlsDialer(dial, tls, "server", "server:443", _wait, _time).DialAsync(_run.Token);
    }
}
