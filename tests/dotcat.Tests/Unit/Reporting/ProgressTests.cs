using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Support.Json;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class ProgressTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly Traffic _traffic;

    public ProgressTests() => _traffic = new Traffic(_time);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OnATerminal_ItIsDrawnTenTimesASecond_OnceSomebodyIsThere_AndGoneInTheEnd()
    {
        int drawn = 0;
        using var bar = new StatusBar(_stderr, static () => 80, text => $"{Interlocked.Increment(ref drawn)} {text}");
        var progress = new Progress(_traffic, new Reporter(bar, Verbosity.Quiet), bar, _time);
        await TickAsync(TimeSpan.FromSeconds(0.1));
        await _time.TimerSetAsync(TimeSpan.FromSeconds(0.1));
        Assert.Equal("", _stderr.ToString());

        Meter meter = _traffic.Join();
        for (int tick = 1; tick <= 10; tick++)
        {
            meter.Send(1000);
            await TickAsync(TimeSpan.FromSeconds(0.1));
            await Eventually.TrueAsync(() => Volatile.Read(ref drawn) == tick, "another line");
        }

        await progress.DisposeAsync();
        Assert.EndsWith("  0:01\e[J\r\e[J", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AsJson_ItIsAnEventASecond_AndOneAtTheEnd()
    {
        var reporter = new Reporter(TextWriter.Synchronized(_stderr), Verbosity.Quiet) { JsonTime = _time };
        var progress = new Progress(_traffic, reporter, null, _time) { Goal = new ProgressGoal(9000, IsInput: true) };
        Meter meter = _traffic.Join();
        meter.Send(2000);
        meter.Receive(10);
        await TickAsync(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _stderr.ToString().Length > 0, "an event");
        meter.Send(3000);

        await progress.DisposeAsync();

        string[] lines = _stderr.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["2000", "5000"], EventLines.Read(lines).Select(static it => EventLines.Of(it, "sent")));
        Assert.All(EventLines.Read(lines), static it => Assert.Equal("9000", EventLines.Of(it, "size")));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false, "sent 4000 bytes (1.95 KiB/s), received 1 byte (1 B/s) in 2 s")]
    [InlineData(true, "2 clients: sent 4000 bytes (1.95 KiB/s), received 1 byte (1 B/s) in 2 s")]
    public async Task Elsewhere_ItIsOneSentence_AtTheEnd(bool isOfMany, string said)
    {
        var progress = new Progress(_traffic, new Reporter(_stderr, Verbosity.Quiet), null, _time)
        {
            IsOfMany = isOfMany,
        };
        Meter one = _traffic.Join();
        one.Send(3000);
        _traffic.Leave(one);
        Meter other = _traffic.Join();
        other.Send(1000);
        other.Receive(1);
        _time.Advance(TimeSpan.FromSeconds(2));

        await progress.DisposeAsync();

        Assert.Equal($"dotcat: {said}\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WithoutAPeer_ThereIsNothingToSay()
    {
        await new Progress(_traffic, new Reporter(_stderr, Verbosity.Quiet), null, _time).DisposeAsync();

        Assert.Equal("", _stderr.ToString());
    }

    public void Dispose() => _stderr.Dispose();

    private async Task TickAsync(TimeSpan interval)
    {
        await _time.TimerSetAsync(interval);
        _time.Advance(interval);
    }
}
