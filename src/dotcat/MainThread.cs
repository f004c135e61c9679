using Dotcat.Interop;

namespace Dotcat;

/// <summary>The thread that the process was started with, and how much of a run it takes on.</summary>
internal static class MainThread
{
    /// <summary>Returns when the work has completed.</summary>
    /// <param name="work">What there is to do.</param>
    /// <param name="isEnough">Whether one thread can do it, so that no other need be started.</param>
    /// <exception cref="IOException">The system has no descriptor left to wait with, or no threads.</exception>
    public static T Run<T>(Func<Task<T>> work, bool isEnough) =>
        isEnough && OperatingSystem.IsLinux() ? EventLoop.Run(work) : RunWithPool(work);

    private static T RunWithPool<T>(Func<Task<T>> work)
    {
        NativeHeap.Share(); // a TLS session is allocated in the heaps of all threads that it goes on in
        ThreadLimit.Check();
        return work().GetAwaiter().GetResult();
    }
}
