using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// Standard input or output by plain read(2) and write(2). The console's own streams hide a broken pipe
/// (https://github.com/dotnet/runtime/issues/30540), and a FileStream writes at an offset of its own, over
/// what others append to the same file.
/// </summary>
internal class DescriptorStream(int descriptor) : StandardStream
{
    private const int Closed = -1;

    private bool _finished;

    /// <summary>
    /// One of the three standard streams. Where the process was started with it closed (<c>&lt;&amp;-</c>), the
    /// number belongs to something the runtime opened since, which closes on exec, and is left alone: reading
    /// gives the end, writing fails.
    /// </summary>
    public static DescriptorStream Standard(int number)
    {
        int flags = Libc.Fcntl(number, Libc.F_GETFD, 0);
        return flags < 0 || (flags & Libc.FD_CLOEXEC) != 0 ? new DescriptorStream(Closed)
            : number == 0 && Terminal.IsAt(number) ? new TerminalStream(number)
            : new DescriptorStream(number);
    }

    public int Descriptor => descriptor;

    /// <summary>Whether there is nothing to read, and never was: closed, or /dev/null. Only Linux tells the latter.</summary>
    public override bool IsNothing => descriptor == Closed || FileKinds.Of(descriptor) is FileKind.Null;

    /// <summary>Whether the other end of the descriptor can go away: a pipe or a socket.</summary>
    public bool HasReader => FileKinds.Of(descriptor) is FileKind.Pipe or FileKind.Socket;

    public override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.Read(descriptor, start, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error == Libc.EBADF)
                {
                    return 0;
                }

                Retry(error, Libc.POLLIN);
            }
        }
    }

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            for (int done = 0; done < buffer.Length; )
            {
                nint count = Libc.Write(descriptor, start + done, (nuint)(buffer.Length - done));
                if (count >= 0)
                {
                    done += (int)count;
                    continue;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error == Libc.EPIPE)
                {
                    throw new BrokenPipeException();
                }

                Retry(error, Libc.POLLOUT);
            }
        }
    }

    /// <summary>
    /// Ends the flow for whoever reads it. The number stays taken, by /dev/null, so that nothing opened
    /// later becomes standard output.
    /// </summary>
    /// <exception cref="IOException">Something that was written is not in the file.</exception>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_finished && descriptor != Closed)
        {
            _finished = true;
            try
            {
                RegularFile.Settle(descriptor); // while it can still be asked
            }
            finally
            {
                Finish();
            }
        }

        base.Dispose(disposing);
    }

    private void Finish()
    {
        _ = Libc.Shutdown(descriptor, Libc.SHUT_WR); // where it is a socket, which standard input may be too
        int[] duplicates = [.. Duplicates.OfPipe(descriptor)];
        int nowhere = OpenNowhere();
        if (nowhere < 0)
        {
            _ = Libc.Close(descriptor); // whose own number is free then
            nowhere = OpenNowhere();
        }

        foreach (int duplicate in duplicates)
        {
            _ = Libc.Dup2(nowhere, duplicate);
        }

        if (nowhere != descriptor)
        {
            _ = Libc.Dup2(nowhere, descriptor);
            _ = Libc.Close(nowhere);
        }
    }

    private static int OpenNowhere() => Libc.Open("/dev/null", Libc.O_RDWR | Libc.O_CLOEXEC);

    /// <summary>Waits until a call that failed may be made again.</summary>
    /// <param name="error">errno.</param>
    /// <param name="events">What the call waits for, as in poll(2).</param>
    /// <exception cref="IOException">It would fail again.</exception>
    protected virtual void Retry(int error, short events)
    {
        if (error == Libc.EAGAIN)
        {
            Libc.Wait(descriptor, events); // somebody who shares it made it non-blocking
        }
        else if (error != Libc.EINTR)
        {
            throw Libc.Error(error);
        }
    }
}
