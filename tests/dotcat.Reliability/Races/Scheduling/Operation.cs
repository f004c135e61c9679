namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>Something that goes on in one thread, from where it was posted to where it returns: a continuation, a thread.</summary>
internal sealed class Operation(Action run, bool isThread)
{
    /// <summary>What it does.</summary>
    public Action Run => run;

    /// <summary>Whether it has a thread to itself, as if it had started one.</summary>
    public bool IsThread => isThread;

    /// <summary>The thread it runs in; null until it has begun.</summary>
    public Worker? Worker { get; set; }

    /// <summary>What it waits for before it can go on; null where it can.</summary>
    public Func<bool>? Condition { get; set; }

    /// <summary>Whether what it waits for comes from outside the schedule.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Where an order goes by priorities, the largest goes on.</summary>
    public int Priority { get; set; }

    public bool CanGoOn => Condition is null || Condition();
}
