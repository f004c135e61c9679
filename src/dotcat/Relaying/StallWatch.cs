namespace Dotcat.Relaying;

/// <summary>Sees to it that a channel which lags behind does not hold up all the others.</summary>
internal static class StallWatch
{
    /// <summary>Bytes that a channel has to take from when it is watched until its outbox is full.</summary>
    private const int Least = 8 * 1024 * 1024;

    /// <summary>Drops the channel if it does not read, or reads too little; ends when it need not be watched any more.</summary>
    public static async Task RunAsync(Outbox outbox, TimeProvider time)
    {
        long start = outbox.Delivered;
        while (true)
        {
            bool wasFull = outbox.IsFull;
            long before = outbox.Delivered;
            await Task.Delay(Outbox.Patience, time);
            long taken = outbox.Delivered;
            if (!outbox.StaysWatched())
            {
                return;
            }

            if (taken == before || (wasFull && taken - start < Least))
            {
                outbox.Drop();
            }
            else if (wasFull)
            {
                start = taken;
            }
        }
    }
}
