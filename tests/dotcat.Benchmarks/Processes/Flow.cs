using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Processes;

/// <summary>
/// Fills or empties the pipe at one end of a tool, on a thread of its own and with next to no work, so that the
/// tool's work is what is seen. It ends early when either side is gone.
/// </summary>
internal sealed class Flow
{
    private const int Chunk = 1024 * 1024;

    private readonly SafeFileHandle _from;
    private readonly SafeFileHandle _to;
    private readonly Thread _thread;
    private long _remaining;
    private long _done;

    private Flow(SafeFileHandle from, SafeFileHandle to, long count)
    {
        _from = from;
        _to = to;
        _remaining = count;
        _thread = new Thread(Move) { IsBackground = true };
    }

    public static Flow Start(SafeFileHandle from, SafeFileHandle to, long count)
    {
        var flow = new Flow(from, to, count);
        flow._thread.Start();
        return flow;
    }

    /// <summary>Waits for its end; how many bytes it moved.</summary>
    public long Wait()
    {
        _thread.Join();
        return _done;
    }

    private void Move()
    {
        try
        {
            while (_remaining > 0)
            {
                nint count = Libc.Splice(_from, 0, _to, 0, (nuint)Math.Min(Chunk, _remaining), 0);
                if (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
                {
                    continue;
                }

                if (count <= 0)
                {
                    return;
                }

                _done += count;
                _remaining -= count;
            }
        }
        catch (ObjectDisposedException)
        {
            // the measurement was given up
        }
    }
}
