namespace Dotcat.Interop;

/// <summary>
/// Whether the system gives this process more threads (ulimit -u, pids.max of cgroups). Where it does not, the runtime aborts
/// the process as soon as its pool needs one.
/// </summary>
internal static class ThreadLimit
{
    /// <summary>What the runtime's pool, its sockets and its signals take at the least.</summary>
    private const int Needed = 4;

    /// <exception cref="IOException">It does not.</exception>
    public static void Check()
    {
        using var done = new ManualResetEventSlim();
        var threads = new List<Thread>(Needed);
        try
        {
            while (threads.Count < Needed)
            {
                threads.Add(BackgroundThread.Start(done.Wait, "probe"));
            }
        }
        finally
        {
            done.Set();
            threads.ForEach(static thread => thread.Join());
        }
    }
}
