namespace Dotcat.Tests.Support;

/// <summary>Waits for states that nobody tells an event for.</summary>
internal static class Eventually
{
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(5);

    public static async Task<T> GetAsync<T>(Func<T?> probe, string state)
        where T : class
    {
        DateTime deadline = DateTime.UtcNow + TimeLimit.Wait;
        while (true)
        {
            if (probe() is { } found)
            {
                return found;
            }

            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"never came about: {state}");
            }

            await Task.Delay(_pollInterval);
        }
    }

    public static Task TrueAsync(Func<bool> probe, string state) => GetAsync(() => probe() ? state : null, state);

    /// <summary>Waits until something has begun and then come to rest, for states in which all must come out the same.</summary>
    public static Task AtRestAsync(Func<long> amount, string state)
    {
        const int Looks = 20;
        long last = 0;
        int same = 0;
        return TrueAsync(
            () =>
            {
                long now = amount();
                same = now > 0 && now == last ? same + 1 : 0;
                last = now;
                return same == Looks;
            },
            state
        );
    }
}
