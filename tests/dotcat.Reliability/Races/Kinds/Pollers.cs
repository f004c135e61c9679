using System.Runtime.CompilerServices;
using Dotcat.Interop;

namespace Dotcat.Reliability.Races.Kinds;

/// <summary>What the process has one of, looked into.</summary>
internal static class Pollers
{
    /// <summary>Has the poller that all share be another one, whose thread belongs to the schedule.</summary>
    public static void Renew()
    {
        if (Shared(null) is { } last)
        {
            Close(last);
        }

        Shared(null) = null;
        _ = Poller.Current;
    }

    /// <summary>Gives back the descriptors of one, which else stay a process's until its end.</summary>
    public static void Close(Poller poller)
    {
        _ = Libc.Close(Epoll(poller));
        _ = Libc.Close(Wake(poller)); // -1 where it has none
    }

    /// <summary>How many descriptors it watches.</summary>
    public static int CountWatched() => Watched(Shared(null)!).Count;

    /// <summary>How many pipes are out of the pool.</summary>
    public static int CountLent() => (int)Count(null) - Idle(null).Count;

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "_shared")]
    private static extern ref Poller? Shared(Poller? of);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_epoll")]
    private static extern ref int Epoll(Poller of);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_wake")]
    private static extern ref int Wake(Poller of);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_watched")]
    private static extern ref Dictionary<int, PolledDescriptor> Watched(Poller of);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "_count")]
    private static extern ref long Count([UnsafeAccessorType("Dotcat.Interop.PipePool, dotcat")] object? of);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "_idle")]
    private static extern ref Stack<PipePair> Idle([UnsafeAccessorType("Dotcat.Interop.PipePool, dotcat")] object? of);
}
