using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Waits for descriptors in a way that another thread can end: poll(2) with an eventfd(2). Linux only.</summary>
internal sealed partial class WakeUp : IDisposable
{
    private const int EFD_CLOEXEC = 0x80000;

    private readonly int _event = EventFd(0, EFD_CLOEXEC);
    private volatile bool _signalled;

    public bool IsSignalled => _signalled;

    /// <summary>Ends the wait, and every later one at once.</summary>
    public unsafe void Signal()
    {
        _signalled = true;
        ulong one = 1;
        _ = Libc.Write(_event, (byte*)&one, sizeof(ulong));
    }

    /// <summary>
    /// Returns when the descriptor is ready for the events, has failed, or the wait was ended; false when
    /// <paramref name="watched"/> lost its other end first.
    /// </summary>
    public unsafe bool Wait(int descriptor, short events, int watched = -1)
    {
        Libc.PollDescriptor* wanted = stackalloc Libc.PollDescriptor[3];
        wanted[0] = new() { Descriptor = descriptor, Events = events };
        wanted[1] = new() { Descriptor = _event, Events = Libc.POLLIN };
        wanted[2] = new() { Descriptor = watched };
        while (Libc.Poll(wanted, 3, -1) < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR) { }

        return wanted[2].Returned == 0 || wanted[0].Returned != 0;
    }

    /// <summary>Returns when the wait was ended; false when the descriptor lost its other end first.</summary>
    public bool WaitWhileRead(int descriptor) => Wait(-1, 0, descriptor);

    public void Dispose() => _ = Libc.Close(_event);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);
}
