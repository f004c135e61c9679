using Dotcat.Interop;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;
using Libc = Dotcat.Interop.Libc;

namespace Dotcat.Tests.Unit.Interop;

/// <summary>Waiting for descriptors without a thread.</summary>
public sealed class PollerTests : IDisposable
{
    private const string NotLinux = "epoll(7)";

    private readonly TemporaryFolder _folder = new();
    private readonly Readiness _readiness = new();

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Wait_UntilThereAreBytes()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        using PolledDescriptor reader = Poller.Current.Watch(pipe.ReadEnd);
        ValueTask<bool> wait = _readiness.WaitAsync(reader, Libc.POLLIN);
        Assert.False(wait.IsCompleted);

        new DescriptorStream(pipe.WriteEnd).Write("x"u8);

        Assert.True(await wait);
        Assert.True(await _readiness.WaitAsync(reader, Libc.POLLIN)); // it still is
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Wait_ForBothDirectionsOfASocket_ByTwo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using TcpPair pair = TcpPair.Connect();
        using PolledDescriptor forReading = Poller.Current.Watch((int)pair.Own.Handle);
        using PolledDescriptor forWriting = Poller.Current.Watch((int)pair.Own.Handle);
        Task<bool> reading = _readiness.WaitAsync(forReading, Libc.POLLIN).AsTask();

        Assert.True(await new Readiness().WaitAsync(forWriting, Libc.POLLOUT));
        Assert.False(reading.IsCompleted);
        await pair.Peer.SendAsync("x"u8.ToArray());

        Assert.True(await reading);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Wait_ForARegularFile_IsNone()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var file = File.OpenHandle(_folder.File("file"), FileMode.Create, FileAccess.ReadWrite);
        using PolledDescriptor polled = Poller.Current.Watch((int)file.DangerousGetHandle());

        Assert.True(await _readiness.WaitAsync(polled, Libc.POLLIN));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Watched_WhoseReaderGoes_EndsTheWait()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var source = new PipePair(0);
        var output = new PipePair(0);
        using PolledDescriptor reader = Poller.Current.Watch(source.ReadEnd);
        using PolledDescriptor writer = Poller.Current.Watch(output.WriteEnd);
        Task<bool> wait = _readiness.WaitAsync(reader, Libc.POLLIN, writer).AsTask();
        new DescriptorStream(output.WriteEnd).Write("unread"u8);
        Assert.False(wait.IsCompleted);

        _ = Libc.Close(output.ReadEnd);

        Assert.False(await wait);
        _ = Libc.Close(output.WriteEnd);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Signal_EndsTheWaitAndEachLaterOne()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using var pipe = new PipePair(0);
        using PolledDescriptor reader = Poller.Current.Watch(pipe.ReadEnd);
        Task<bool> wait = _readiness.WaitAsync(reader, Libc.POLLIN).AsTask();

        _readiness.Signal();

        Assert.True(await wait);
        Assert.True(await _readiness.WaitAsync(reader, Libc.POLLIN));
    }

    /// <summary>What the kernel still had to say of the one before is not taken for the other's.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Number_GivenToAnotherFile_IsWaitedForAnew()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        for (int i = 0; i < 1000; i++)
        {
            var first = new PipePair(0);
            var second = new PipePair(0);
            PolledDescriptor polled = Poller.Current.Watch(first.ReadEnd);
            var readiness = new Readiness();
            Task<bool> given = readiness.WaitAsync(polled, Libc.POLLIN).AsTask();
            _ = Libc.Close(first.WriteEnd); // the poller hears of it while the number changes hands
            polled.Dispose();
            Assert.Equal(first.ReadEnd, Libc.Dup2(second.ReadEnd, first.ReadEnd));
            using (PolledDescriptor again = Poller.Current.Watch(first.ReadEnd))
            {
                Task<bool> wait = _readiness.WaitAsync(again, Libc.POLLIN).AsTask();
                Assert.False(wait.IsCompleted);
                new DescriptorStream(second.WriteEnd).Write("x"u8);
                Assert.True(await wait);
            }

            readiness.Signal();
            await given;
            _ = Libc.Close(first.ReadEnd);
            second.Dispose();
        }
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Waits_InGreatNumber_OneAfterTheOther_AreAllEnded()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        using TcpPair pair = TcpPair.Connect();
        using PolledDescriptor own = Poller.Current.Watch((int)pair.Own.Handle);
        byte[] buffer = new byte[1];
        for (int i = 0; i < 5000; i++)
        {
            Task sending = Task.Run(() => pair.Peer.Send(buffer));
            Assert.True(await _readiness.WaitAsync(own, Libc.POLLIN));
            Assert.Equal(1, pair.Own.Receive(buffer));
            await sending;
        }
    }

    public void Dispose() => _folder.Dispose();
}
