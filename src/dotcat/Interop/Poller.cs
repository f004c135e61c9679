using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Tells when descriptors are ready: epoll(7), in one thread for all of them. Linux only. Like the base library's own
/// engine for sockets it is one for the process, since it costs a descriptor and a thread; an <see cref="EventLoop"/>
/// brings both, and has one of its own.
/// </summary>
internal sealed partial class Poller
{
    private const int EPOLL_CLOEXEC = 0x80000;
    private const int EPOLL_CTL_ADD = 1;
    private const uint EPOLLIN = 0x1;
    private const uint EPOLLET = 0x8000_0000;
    private const int EFD_CLOEXEC = 0x80000;
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
    private int _wake = -1;
    private uint _generation;

    /// <summary>One that tells of nothing until somebody polls it.</summary>
    /// <exception cref="IOException">No descriptor is left for it.</exception>
    public Poller()
    {
        _epoll = Create(EPOLL_CLOEXEC);
        if (_epoll < 0)
        {
            throw Libc.LastError();
        }
    }

    /// <summary>That of the loop which runs the caller; else the process's, made when it is first needed.</summary>
    /// <exception cref="IOException">No descriptor or no thread is left for it.</exception>
    public static Poller Current =>
        SynchronizationContext.Current is EventLoop { Poller: var own }
            ? own
            : LazyInitializer.EnsureInitialized(ref _shared, ref _creation, StartShared);

    /// <summary>Whether this is the thread that the whole process waits for, where nothing may run that takes long or blocks.</summary>
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

    /// <summary>Waits until a descriptor is ready, or so long (-1 for ever), and tells those who wait for what is.</summary>
    public unsafe void Poll(int milliseconds)
    {
        byte* events = stackalloc byte[MaxEvents * _eventSize];
        int count = Wait(_epoll, events, MaxEvents, milliseconds); // -1 where a signal came
        for (int i = 0; i < count; i++)
        {
            byte* one = events + (i * _eventSize);
            Raise(*(ulong*)(one + _eventSize - sizeof(ulong)), *(uint*)one);
        }
    }

    /// <summary>Lets other threads <see cref="Wake"/> the one that polls.</summary>
    /// <exception cref="IOException">No descriptor is left to do so.</exception>
    public void PrepareWake() => _wake = CreateWake();

    /// <summary>Ends the wait of whoever polls, or the next one at once.</summary>
    public unsafe void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private static Poller StartShared()
    {
        var poller = new Poller();
        try
        {
            BackgroundThread.Start(poller.Run, "poller");
        }
        catch (IOException)
        {
            _ = Libc.Close(poller._epoll);
            throw;
        }

        return poller;
    }

    private void Run()
    {
        _isPolling = true;
        while (true)
        {
            Poll(-1);
        }
    }

    /// <summary>eventfd(2). Each write is an event of its own (EPOLLET), so that nobody need read it.</summary>
    private unsafe int CreateWake()
    {
        int wake = EventDescriptor(0, EFD_CLOEXEC);
        byte* wanted = stackalloc byte[_eventSize];
        *(uint*)wanted = EPOLLIN | EPOLLET;
        *(ulong*)(wanted + _eventSize - sizeof(ulong)) = (uint)wake; // with the generation that nobody has
        return wake >= 0 && Control(_epoll, EPOLL_CTL_ADD, wake, wanted) == 0 ? wake : throw Libc.LastError();
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

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventDescriptor(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "epoll_wait")]
    private static unsafe partial int Wait(int epoll, byte* events, int count, int milliseconds);
}
