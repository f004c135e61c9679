using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

public sealed class PromptReadsTests : IDisposable
{
    private readonly TcpPair _pair = TcpPair.Connect();
    private readonly CancellationTokenSource _stop = new();

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Wait_EndsEachTimeThatSomethingComes_InThePollersThread()
    {
        using PromptReads reads = Open();
        for (int i = 0; i < 3; i++)
        {
            Task<bool> wait = IsInPollerAsync(reads);
            Assert.False(wait.IsCompleted);

            await _pair.Peer.SendAsync("x"u8.ToArray());

            Assert.True(await wait);
            Assert.Equal(1, await _pair.Own.ReceiveAsync(new byte[10]));
        }
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Wait_EndsAtThePeersEnd()
    {
        using PromptReads reads = Open();
        Task<bool> wait = IsInPollerAsync(reads);

        _pair.Peer.Shutdown(SocketShutdown.Send);

        Assert.True(await wait);
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_GivenUp_BeforeOrAfterItBegins(bool isBefore)
    {
        using PromptReads reads = Open();
        if (isBefore)
        {
            await _stop.CancelAsync();
        }

        Task<bool> wait = IsInPollerAsync(reads);
        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    public void Dispose()
    {
        _pair.Dispose();
        _stop.Dispose();
    }

    /// <summary>
    /// Waits when it returns: what comes before that may be found by whoever asks. Without the context of the test, which
    /// would have it go on elsewhere.
    /// </summary>
    private static Task<bool> IsInPollerAsync(PromptReads reads)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return WaitAsync();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        async Task<bool> WaitAsync()
        {
            await reads.WaitAsync();
            return Poller.IsCurrentThread;
        }
    }

    private PromptReads Open()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "epoll is Linux'");
        return new PromptReads((int)_pair.Own.Handle, _stop.Token);
    }
}
