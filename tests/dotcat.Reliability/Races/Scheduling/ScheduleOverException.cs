namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>Ends what still waits when its schedule is over.</summary>
internal sealed class ScheduleOverException : Exception;
