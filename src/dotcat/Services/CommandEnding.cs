using Dotcat.Interop;

namespace Dotcat.Services;

/// <summary>Sees to it that a program has ended, with what it started, when its connection has.</summary>
internal sealed class CommandEnding(ChildProcess child, TimeProvider time)
{
    /// <summary>
    /// How long a program may go on after its connection ended in order: enough to finish what it was told last,
    /// not so much that a client after the other could leave more and more of them behind.
    /// </summary>
    public static readonly TimeSpan ExitWait = TimeSpan.FromSeconds(2);

    /// <summary>From asking it to end (SIGTERM) to ending it (SIGKILL).</summary>
    public static readonly TimeSpan KillDelay = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan _lookInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Its exit code, once it has ended by itself in that time, or was made to.</summary>
    public async Task<int> EndAsync(TimeSpan wait, CancellationToken cancellation)
    {
        await WaitAsync(wait, cancellation);
        child.Terminate(); // also what it left behind, whose group keeps its number as long as its code is not taken
        await WaitAsync(KillDelay, CancellationToken.None);
        if (!child.Ended.IsCompleted)
        {
            child.Kill();
            await child.Ended;
        }

        int code = child.TakeExitCode();
        await EndRestAsync();
        return code;
    }

    private async Task WaitAsync(TimeSpan limit, CancellationToken cancellation) =>
        await child.Ended.WaitAsync(limit, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Nobody tells when the last process of a group has ended.</summary>
    private async Task EndRestAsync()
    {
        long start = time.GetTimestamp();
        while (child.LeftSomethingBehind)
        {
            if (time.GetElapsedTime(start) >= KillDelay)
            {
                child.Kill();
                return;
            }

            await Task.Delay(_lookInterval, time);
        }
    }
}
