namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>Has whatever is awaited go on when the schedule says so.</summary>
internal sealed class ScheduleContext(Schedule schedule) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => schedule.Post(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;
}
