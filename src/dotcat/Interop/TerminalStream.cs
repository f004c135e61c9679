using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// A terminal as standard input, read only while the process is in its foreground and somebody has typed. A read in the
/// background would stop the whole job: SIGTTIN, https://www.gnu.org/software/libc/manual/html_node/Access-to-the-Terminal.html.
/// </summary>
internal sealed partial class TerminalStream : DescriptorStream
{
    private const int SIGTTIN = 21;
    private const nint SIG_IGN = 1;

    public TerminalStream(int descriptor)
        : base(descriptor) => _ = SetHandler(SIGTTIN, SIG_IGN); // a read that comes too late fails then: EIO

    public override int Read(Span<byte> buffer)
    {
        Libc.Wait(Descriptor, Libc.POLLIN);
        while (Terminal.IsInBackground(Descriptor))
        {
            Thread.Sleep(Terminal.LookAgain);
            Libc.Wait(Descriptor, Libc.POLLIN);
        }

        return base.Read(buffer);
    }

    protected override void Retry(int error, short events)
    {
        if (error == Libc.EIO)
        {
            Thread.Sleep(Terminal.LookAgain); // sent to the background since the look, or hung up, which is the end then
        }
        else
        {
            base.Retry(error, events);
        }
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
