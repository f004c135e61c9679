namespace Dotcat.Relaying;

/// <summary>Sees to it that a channel which lags behind does not hold up all the others.</summary>
internal sealed class StallWatch(Outbox outbox, TimeProvider time)
{
    /// <summary>Bytes of memory that are kept for a channel from which on it is watched.</summary>
    public const int Threshold = Outbox.Limit / 4;

    /// <summary>Bytes that a channel has to take within the limit once its outbox is full, if it may.</summary>
    private const int Least = 8 * 1024 * 1024;

    /// <summary>How long a watched channel may take nothing, and a full one less than <see cref="Least"/>.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private int _isRunning;

    /// <summary>Drops the channel if it does not read, or reads too little, until it lags no more.</summary>
    public void Start()
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 0)
        {
            _ = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        long start = outbox.Sent;
        while (true)
        {
            bool wasFull = outbox.IsFull;
            long before = outbox.Sent;
            await Task.Delay(Limit, time);
            long sent = outbox.Sent;
            if (outbox.Memory < Threshold)
            {
                Volatile.Write(ref _isRunning, 0); // whatever makes it lag again starts anew
                return;
            }

            if (sent == before || (wasFull && sent - start < Least && outbox.Channel.Throttles is null))
            {
                outbox.Drop();
            }
            else if (wasFull)
            {
                start = sent;
            }
        }
    }
}
