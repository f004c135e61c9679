using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class BlockingCallsTests : IDisposable
{
    private readonly BlockingCalls _calls = new("test");
    private volatile bool _released;
    private Thread? _thread;
    private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _givingUp = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Invoke_GivesTheResultOfEachCall()
    {
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(i, await _calls.InvokeAsync(() => i, CancellationToken.None));
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Invoke_RunsOnOneThreadThatDiesWithTheProcess()
    {
        var threads = new HashSet<Thread>();
        int Note()
        {
            threads.Add(Thread.CurrentThread);
            return 0;
        }

        await _calls.InvokeAsync(Note, CancellationToken.None);
        await _calls.InvokeAsync(Note, CancellationToken.None);

        Thread thread = Assert.Single(threads);
        Assert.True(thread.IsBackground);
        Assert.Equal("test", thread.Name);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Invoke_OfACallThatFails_FailsAndTheNextOneWorks()
    {
        var failure = new IOException();

        Exception? thrown = await Record.ExceptionAsync(async () =>
            await _calls.InvokeAsync(() => throw failure, CancellationToken.None)
        );

        Assert.Same(failure, thrown);
        Assert.Equal(1, await _calls.InvokeAsync(static () => 1, CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Invoke_CancelledBefore_MakesNoCall()
    {
        await _givingUp.CancelAsync();
        bool called = false;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await _calls.InvokeAsync(
                () =>
                {
                    called = true;
                    return 0;
                },
                _givingUp.Token
            )
        );

        Assert.False(called);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task GivenUpCall_StillRunning_BringsItsResultToTheNextCaller()
    {
        await GiveUpAsync(() => 1);

        ValueTask<int> next = _calls.InvokeAsync(static () => 2, CancellationToken.None);
        _released = true;

        Assert.Equal(1, await next);
        Assert.Equal(3, await _calls.InvokeAsync(static () => 3, CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task GivenUpCall_Returned_BringsItsResultToTheNextCaller()
    {
        await GiveUpAsync(() => 1);

        _released = true;
        SpinWait.SpinUntil(() => _thread!.ThreadState.HasFlag(ThreadState.WaitSleepJoin));

        Assert.Equal(1, await _calls.InvokeAsync(static () => 2, CancellationToken.None));
        Assert.Equal(3, await _calls.InvokeAsync(static () => 3, CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task GivenUpCall_Failed_FailsTheNextCaller()
    {
        var failure = new IOException();
        await GiveUpAsync(() => throw failure);

        _released = true;

        Exception? thrown = await Record.ExceptionAsync(async () =>
            await _calls.InvokeAsync(static () => 2, CancellationToken.None)
        );
        Assert.Same(failure, thrown);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task GivenUpCall_GivenUpAgain_IsStillKept()
    {
        await GiveUpAsync(() => 1);
        using var again = new CancellationTokenSource();
        ValueTask<int> second = _calls.InvokeAsync(static () => 2, again.Token);
        await again.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);

        _released = true;

        Assert.Equal(1, await _calls.InvokeAsync(static () => 3, CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task GivingUp_AtAnyMoment_LosesAndDoublesNoResult()
    {
        int last = 0;
        var results = new List<int>();
        for (int i = 0; i < 2000; i++)
        {
            using var givingUp = new CancellationTokenSource();
            Task cancelling = Task.Run(givingUp.Cancel);
            try
            {
                results.Add(await _calls.InvokeAsync(() => ++last, givingUp.Token));
            }
            catch (OperationCanceledException) { }

            await cancelling;
        }

        results.Add(await _calls.InvokeAsync(() => ++last, CancellationToken.None));

        Assert.Equal(Enumerable.Range(1, last), results);
    }

    public void Dispose() => _givingUp.Dispose();

    /// <summary>Leaves a call running that its caller waits for no more.</summary>
    private async Task GiveUpAsync(Func<int> afterwards)
    {
        ValueTask<int> call = _calls.InvokeAsync(
            () =>
            {
                _thread = Thread.CurrentThread;
                _blocked.SetResult();
                while (!_released)
                {
                    Thread.Yield(); // and never sleep: asleep the thread is only when it has no call to make
                }

                return afterwards();
            },
            _givingUp.Token
        );
        await _blocked.Task;
        await _givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
    }
}
