using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Support;
using Libc = Dotcat.Interop.Libc;

namespace Dotcat.Tests.Unit.Interop;

/// <summary>What is asynchronous, in one thread.</summary>
public sealed class EventLoopTests
{
    private const string NotLinux = "epoll(7)";

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Run_GoesOnInItsThread_WhateverItWaitsFor()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        await Task.Run(() =>
        {
            int own = Environment.CurrentManagedThreadId;

            List<int> threads = EventLoop.Run(async () =>
            {
                using var pipe = new PipePair(0);
                using PolledDescriptor reader = Poller.Current.Watch(pipe.ReadEnd);
                List<int> seen = [Environment.CurrentManagedThreadId];
                await Task.Yield();
                seen.Add(Environment.CurrentManagedThreadId);
                await Task.Run(() => new DescriptorStream(pipe.WriteEnd).Write("x"u8));
                seen.Add(Environment.CurrentManagedThreadId);
                await new Readiness().WaitAsync(reader, Libc.POLLIN);
                seen.Add(Environment.CurrentManagedThreadId);
                await Task.Delay(1);
                seen.Add(Environment.CurrentManagedThreadId);
                return seen;
            });

            Assert.All(threads, thread => Assert.Equal(own, thread));
        });
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Run_WhoseWorkCompletesElsewhere_Returns()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        int result = await Task.Run(() =>
            EventLoop.Run(async () =>
            {
                await Task.Delay(1).ConfigureAwait(false);
                return 7;
            })
        );

        Assert.Equal(7, result);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Run_WhoseWorkFails_Throws()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        await Task.Run(() =>
        {
            Assert.Throws<SocketException>(() => EventLoop.Run(FailAsync));
            Assert.Null(SynchronizationContext.Current);
        });

        static async Task<int> FailAsync()
        {
            await Task.Yield();
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Descriptors_HaveTheirTurn_AmongWorkThatIsAlwaysDue()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        bool isReady = await Task.Run(() =>
            EventLoop.Run(async () =>
            {
                using var pipe = new PipePair(0);
                using PolledDescriptor reader = Poller.Current.Watch(pipe.ReadEnd);
                Task<bool> wait = new Readiness().WaitAsync(reader, Libc.POLLIN).AsTask();
                new DescriptorStream(pipe.WriteEnd).Write("x"u8);
                while (!wait.IsCompleted)
                {
                    await Task.Yield();
                }

                return await wait;
            })
        );

        Assert.True(isReady);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Poller_IsTheLoopsOwn_WithinIt()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), NotLinux);
        Poller outside = Poller.Current;

        Poller inside = await Task.Run(() => EventLoop.Run(() => Task.FromResult(Poller.Current)));

        Assert.NotSame(outside, inside);
        Assert.Same(outside, Poller.Current);
    }
}
