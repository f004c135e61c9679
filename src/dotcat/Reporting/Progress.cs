using Dotcat.Channels;

namespace Dotcat.Reporting;

/// <summary>
/// Shows how much has moved: in a line of the terminal while it moves, as an event a second in JSON, and elsewhere once, at
/// the end.
/// </summary>
internal sealed class Progress : IAsyncDisposable
{
    private static readonly TimeSpan _drawInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _eventInterval = TimeSpan.FromSeconds(1);

    private readonly Traffic _traffic;
    private readonly Reporter _reporter;
    private readonly StatusBar? _bar;
    private readonly RecentRate _sent = new();
    private readonly RecentRate _received = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _showing;

    /// <param name="traffic">What moves.</param>
    /// <param name="reporter">Tells it where there is no line to draw.</param>
    /// <param name="bar">Where to draw it; null for nowhere.</param>
    /// <param name="time">The clock by which it is shown again.</param>
    public Progress(Traffic traffic, Reporter reporter, StatusBar? bar, TimeProvider time)
    {
        (_traffic, _reporter, _bar, _time) = (traffic, reporter, bar, time);
        _showing =
            bar is not null ? ShowAsync(_drawInterval)
            : reporter.TellsAll ? ShowAsync(_eventInterval)
            : Task.CompletedTask;
    }

    /// <summary>Whether peers come and go.</summary>
    public bool IsOfMany { get; init; }

    /// <summary>Null where nobody knows how much there is.</summary>
    public ProgressGoal? Goal { get; init; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _showing;
        _stop.Dispose();
        if (_bar is not null)
        {
            _bar.Hide();
        }
        else if (Look() is { } state)
        {
            _reporter.Tell(new Event.Progress(state));
        }
    }

    private async Task ShowAsync(TimeSpan interval)
    {
        while (!_stop.IsCancellationRequested)
        {
            Show();
            await Task.Delay(interval, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Show()
    {
        if (Look() is not { } state)
        {
            return;
        }

        if (_bar is not null)
        {
            _bar.Show(columns => ProgressLine.Make(state, columns));
        }
        else
        {
            _reporter.Tell(new Event.Progress(state));
        }
    }

    private ProgressState? Look() =>
        _traffic.Count is { } count
            ? new ProgressState(
                count,
                _sent.Look(count.Elapsed, count.Sent),
                _received.Look(count.Elapsed, count.Received)
            )
            {
                IsOfMany = IsOfMany,
                Goal = Goal,
            }
            : null;
}
