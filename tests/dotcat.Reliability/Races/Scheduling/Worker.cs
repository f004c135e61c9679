namespace Dotcat.Reliability.Races.Scheduling;

/// <summary>A thread for operations, one after the other; it runs only while it is its turn.</summary>
internal sealed class Worker
{
    [ThreadStatic]
    private static Worker? _current;

    private readonly Turn _turn = new();

    public Worker() => new Thread(Work, 512 * 1024) { IsBackground = true, Name = "worker" }.Start();

    /// <summary>That of this thread; null for a thread that is no worker's.</summary>
    public static Worker? Current => _current;

    /// <summary>What it is to run next, or runs.</summary>
    public Operation? Operation { get; set; }

    /// <summary>The schedule that the operation belongs to.</summary>
    public Schedule? Schedule { get; set; }

    public void Go() => _turn.Give();

    public void AwaitTurn() => _turn.Await(Timeout.InfiniteTimeSpan);

    private void Work()
    {
        _current = this;
        do
        {
            AwaitTurn();
        } while (Schedule!.RunIn(this));
    }
}
