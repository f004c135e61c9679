using Dotcat.Interop;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary>A program is given time, asked, and then made to end.</summary>
#pragma warning disable CA1001 // the program is no real one
public sealed class CommandEndingTests
#pragma warning restore CA1001
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(2);

    private readonly ManualTime _time = new();
    private readonly Program _program = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EndedAlready_GivesItsCodeAtOnce()
    {
        _program.End(7);

        Assert.Equal(7, await EndAsync());
        Assert.Equal(["terminate", "code"], _program.Calls); // what it may have left behind is asked to end too
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task EndsWithinTheWait_IsNotAskedBefore()
    {
        Task<int> ending = EndAsync();
        await _time.TimerSetAsync(_wait);

        _time.Advance(_wait - TimeSpan.FromTicks(1));
        Assert.Empty(_program.Calls);
        _program.End(0);

        Assert.Equal(0, await ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LingersOn_IsAskedToEnd()
    {
        _program.OnTerminate = () => _program.End(143);
        Task<int> ending = EndAsync();
        await _time.TimerSetAsync(_wait);

        _time.Advance(_wait);

        Assert.Equal(143, await ending);
        Assert.Equal(["terminate", "code"], _program.Calls);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task DoesNotListen_IsKilled()
    {
        _program.OnKill = () => _program.End(137);
        Task<int> ending = EndAsync();
        await _time.TimerSetAsync(_wait);
        _time.Advance(_wait);
        await _time.TimerSetAsync(CommandEnding.KillDelay);
        Assert.Equal(["terminate"], _program.Calls);

        _time.Advance(CommandEnding.KillDelay);

        Assert.Equal(137, await ending);
        Assert.Equal(["terminate", "kill", "code"], _program.Calls);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelled_IsAskedAtOnce()
    {
        using var cancellation = new CancellationTokenSource();
        _program.OnTerminate = () => _program.End(143);
        Task<int> ending = EndAsync(cancellation.Token);
        await _time.TimerSetAsync(_wait);

        await cancellation.CancelAsync();

        Assert.Equal(143, await ending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LeftBehind_IsKilledWhereItDoesNotListen()
    {
        _program.End(0);
        _program.Left = true;
        Task<int> ending = EndAsync();

        while (!ending.IsCompleted && _time.GetUtcNow() < DateTimeOffset.UnixEpoch + CommandEnding.KillDelay)
        {
            Assert.DoesNotContain("kill", _program.Calls);
            _time.Advance(await _time.NextTimerAsync());
        }

        Assert.Equal(0, await ending);
        Assert.Equal(["terminate", "code", "kill"], _program.Calls);
    }

    private Task<int> EndAsync(CancellationToken cancellation = default) =>
        new CommandEnding(_program, _time).EndAsync(_wait, cancellation);

    private sealed class Program() : ChildProcess(Stream.Null, Stream.Null)
    {
        private readonly TaskCompletionSource _ended = new();
        private int _code;

        public List<string> Calls { get; } = [];

        public Action? OnTerminate { get; set; }

        public Action? OnKill { get; set; }

        public bool Left { get; set; }

        public override int Id => 1;

        public override Task Ended => _ended.Task;

        public override bool LeftSomethingBehind => Left;

        public void End(int code)
        {
            _code = code;
            _ended.SetResult();
        }

        public override void Terminate()
        {
            Calls.Add("terminate");
            OnTerminate?.Invoke();
        }

        public override void Kill()
        {
            Calls.Add("kill");
            OnKill?.Invoke();
        }

        public override int TakeExitCode()
        {
            Calls.Add("code");
            return _code;
        }
    }
}
