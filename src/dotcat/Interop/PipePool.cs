namespace Dotcat.Interop;

/// <summary>
/// Empty pipes that wait for the next use. Making one, and making it large, costs more than a short message does;
/// they are the process's, as its descriptors are.
/// </summary>
internal static class PipePool
{
    /// <summary>Bytes: what the largest pipe that an ordinary user may have can hold.</summary>
    public const int PipeSize = 1024 * 1024;

    private const int Most = 8;

    private static readonly Stack<PipePair> _idle = new(Most);

    /// <summary>Null where no descriptors are left for one.</summary>
    public static PipePair? TryRent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out PipePair? pipe))
            {
                return pipe;
            }
        }

        try
        {
            return new PipePair(PipeSize);
        }
        catch (IOException)
        {
            return null; // whoever wants to move bytes can do without
        }
    }

    /// <summary>Takes an empty pipe back.</summary>
    public static void Return(PipePair? pipe)
    {
        lock (_idle)
        {
            if (pipe is not null && _idle.Count < Most)
            {
                _idle.Push(pipe);
                return;
            }
        }

        pipe?.Dispose();
    }
}
