using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Tells when descriptors are ready: epoll(7), with one thread for all of them. Linux only. Like the base library's
/// own engine for sockets it is one for the process, since it costs a descriptor and a thread.
/// </summary>
internal sealed partial class Poller
{
    private const int EPOLL_CLOEXEC = 0x80000;
    private const int MaxEvents = 64;

    /// <summary>struct epoll_event is packed on x86 alone; in it the 64 bits of the user's come last.</summary>
    private static readonly int _eventSize = RuntimeInformation.ProcessArchitecture
        is Architecture.X64
            or Architecture.X86
        ? 12
        : 16;

    private static Poller? _shared;
    private static object? _creation;

    [ThreadStatic]
    private static bool _isPolling;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, PolledDescriptor> _watched = [];
    private readonly List<Readiness> _told = [];
    private readonly int _epoll;
    private uint _generation;

    private Poller()
    {
        _epoll = Create(EPOLL_CLOEXEC);
        if (_epoll < 0)
        {
            throw Libc.LastError();
        }

        new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = "poller" }.Start();
    }

    /// <summary>Made when it is first needed.</summary>
    /// <exception cref="IOException">No descriptor is left for it.</exception>
    public static Poller Shared =>
        LazyInitializer.EnsureInitialized(ref _shared, ref _creation, static () => new Poller());

    /// <summary>Whether this is the thread that all wait for, where nothing may run that takes long or blocks.</summary>
    public static bool IsCurrentThread => _isPolling;

    /// <summary>Goes on in another thread where this one is the poller's: all others wait for that.</summary>
    public static async ValueTask LeaveAsync()
    {
        if (IsCurrentThread)
        {
            await Task.Yield();
        }
    }

    /// <summary>Whether it watches more than one conversation has.</summary>
    public bool ServesMany => _watched.Count > 4;

    /// <summary>A descriptor that is to be waited for; to be disposed of before it is closed. Several may watch the same.</summary>
    public PolledDescriptor Watch(int descriptor)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(descriptor, out PolledDescriptor? polled))
            {
                polled = new PolledDescriptor(this, descriptor, ++_generation);
                _watched.Add(descriptor, polled);
            }

            polled.Users++;
            return polled;
        }
    }

    /// <summary>One of those who watched it does so no more.</summary>
    public void Leave(PolledDescriptor polled)
    {
        lock (_gate)
        {
            if (--polled.Users == 0)
            {
                _watched.Remove(polled.Descriptor);
                polled.Forget();
            }
        }
    }

    /// <summary>epoll_ctl(2): 0, or errno.</summary>
    public unsafe int Control(int operation, PolledDescriptor polled, uint events)
    {
        byte* wanted = stackalloc byte[_eventSize];
        *(uint*)wanted = events;
        *(ulong*)(wanted + _eventSize - sizeof(ulong)) = ((ulong)polled.Generation << 32) | (uint)polled.Descriptor;
        return Control(_epoll, operation, polled.Descriptor, wanted) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    private unsafe void Run()
    {
        _isPolling = true;
        byte* events = stackalloc byte[MaxEvents * _eventSize];
        while (true)
        {
            int count = Wait(_epoll, events, MaxEvents, -1); // -1 where a signal came
            for (int i = 0; i < count; i++)
            {
                byte* one = events + (i * _eventSize);
                Raise(*(ulong*)(one + _eventSize - sizeof(ulong)), *(uint*)one);
            }
        }
    }

    private void Raise(ulong identity, uint events)
    {
        PolledDescriptor? polled;
        lock (_gate)
        {
            _watched.TryGetValue((int)(uint)identity, out polled);
        }

        if (polled?.Generation == (uint)(identity >> 32)) // else it was closed, and the number given to another
        {
            polled.Raise(events, _told);
            foreach (Readiness waiter in _told)
            {
                waiter.Tell();
            }

            _told.Clear();
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static unsafe partial int Control(int epoll, int operation, int descriptor, byte* wanted);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static unsafe partial int Wait(int epoll, byte* events, int count, int milliseconds);
}
