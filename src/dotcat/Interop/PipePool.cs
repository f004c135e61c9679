namespace Dotcat.Interop;

/// <summary>
/// Empty pipes that wait for the next use. Making one, and making it large, costs more than a short message does;
/// they are the process's, as its descriptors are.
/// </summary>
internal static class PipePool
{
    /// <summary>Bytes: what the largest pipe that an ordinary user may have can hold.</summary>
    public const int PipeSize = 1024 * 1024;

    private const int MostIdle = 8;

    /// <summary>All together have a quarter of the process's descriptors: the rest is for those whom bytes come from and go to.</summary>
    private static readonly long _most = DescriptorLimit.Raise() / 8;

    private static readonly Stack<PipePair> _idle = new(MostIdle);
    private static long _count; // idle or lent

    /// <summary>Null where no descriptors are left for one.</summary>
    public static PipePair? TryRent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out PipePair? pipe))
            {
                return pipe;
            }

            if (_count == _most)
            {
                return null; // whoever wants to move bytes can do without
            }

            _count++;
        }

        try
        {
            return new PipePair(PipeSize);
        }
        catch (IOException)
        {
            Forget();
            return null;
        }
    }

    /// <summary>Takes an empty pipe back.</summary>
    public static void Return(PipePair? pipe)
    {
        lock (_idle)
        {
            if (pipe is not null && _idle.Count < MostIdle)
            {
                _idle.Push(pipe);
                return;
            }
        }

        if (pipe is not null)
        {
            pipe.Dispose();
            Forget();
        }
    }

    private static void Forget()
    {
        lock (_idle)
        {
            _count--;
        }
    }
}
