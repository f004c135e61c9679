namespace Dotcat.Interop;

/// <summary>A thread that dies with the process.</summary>
internal static class BackgroundThread
{
    private const int StackSize = 256 * 1024;

    /// <exception cref="IOException">The system has none left: pthread_create(3), EAGAIN.</exception>
    public static Thread Start(ThreadStart run, string name)
    {
        var thread = new Thread(run, StackSize) { IsBackground = true, Name = name };
        try
        {
            thread.Start();
        }
        catch (OutOfMemoryException e) // the runtime's word for that, too
        {
            throw new IOException(e.Message, e);
        }

        return thread;
    }
}
