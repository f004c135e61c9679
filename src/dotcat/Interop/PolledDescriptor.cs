namespace Dotcat.Interop;

/// <summary>
/// A descriptor that a <see cref="Poller"/> watches, and who waits for it. The kernel is asked for one event at a time
/// (EPOLLONESHOT): bytes that move while nobody waits for them wake nobody.
/// </summary>
internal sealed class PolledDescriptor(Poller poller, int descriptor, uint generation) : IDisposable
{
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const int EPOLL_CTL_MOD = 3;
    private const uint EPOLLERR = 0x8;
    private const uint EPOLLHUP = 0x10;
    private const uint EPOLLONESHOT = 0x4000_0000;
    private const int EPERM = 1;

    private readonly Lock _gate = new();
    private readonly List<(Readiness Waiter, short Events)> _waiting = new(2);
    private uint _asked;
    private bool _isAdded;

    public int Descriptor => descriptor;

    /// <summary>Tells it from what had the same number before.</summary>
    public uint Generation => generation;

    /// <summary>How many watch it; counted by the poller.</summary>
    public int Users { get; set; }

    public void Dispose() => poller.Leave(this);

    /// <summary>
    /// Has the waiter told when one of the events (those of poll(2)) is there; of a failure or a lost other end in any case.
    /// </summary>
    /// <returns>False for what is always ready, as a regular file is.</returns>
    /// <exception cref="IOException">The kernel cannot watch it.</exception>
    public bool Add(Readiness waiter, short events)
    {
        lock (_gate)
        {
            _waiting.Add((waiter, events));
            int error = Ask();
            return error is 0 or EPERM ? error == 0 : throw Libc.Error(error);
        }
    }

    public void Remove(Readiness waiter)
    {
        lock (_gate)
        {
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Waiter == waiter)
                {
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    /// <summary>
    /// Collects whoever waited for one of the events, to be told so. Where the kernel cannot go on watching for the others,
    /// they are told that.
    /// </summary>
    public void Raise(uint events, List<Readiness> told)
    {
        lock (_gate)
        {
            _asked = 0;
            for (int i = _waiting.Count - 1; i >= 0; i--)
            {
                (Readiness waiter, short wanted) = _waiting[i];
                if ((events & ((ushort)wanted | EPOLLERR | EPOLLHUP)) != 0)
                {
                    _waiting.RemoveAt(i);
                    if (waiter.TryEnd(isReady: wanted != 0))
                    {
                        told.Add(waiter);
                    }
                }
            }

            if (_waiting.Count > 0 && Ask() is var error and not 0)
            {
                foreach ((Readiness waiter, _) in _waiting)
                {
                    if (waiter.TryFail(Libc.Error(error)))
                    {
                        told.Add(waiter);
                    }
                }

                _waiting.Clear();
            }
        }
    }

    /// <summary>Nobody watches it any more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            if (_isAdded)
            {
                _ = poller.Control(EPOLL_CTL_DEL, this, 0);
            }
        }
    }

    /// <summary>0, or errno: EPERM for what is always ready.</summary>
    private int Ask()
    {
        uint wanted = EPOLLONESHOT;
        foreach ((_, short events) in _waiting)
        {
            wanted |= (ushort)events;
        }

        if ((_asked & wanted) == wanted)
        {
            return 0;
        }

        int error = poller.Control(_isAdded ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, this, wanted);
        if (error == 0)
        {
            (_asked, _isAdded) = (wanted, true);
        }

        return error;
    }
}
