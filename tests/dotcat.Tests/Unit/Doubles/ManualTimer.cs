namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A timer of <see cref="ManualTime"/>. It goes off once: nothing here asks for a period.</summary>
internal sealed class ManualTimer(ManualTime time, Action goOff) : ITimer
{
    public TimeSpan Due { get; set; }

    public void GoOff() => goOff();

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        time.Set(this, dueTime);
        return true;
    }

    public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
