using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat;

/// <summary>
/// Standard output, where a bar is drawn on the terminal: the bar makes room for it where it is shown there, too, and for
/// what its reader may say there once it has ended.
/// </summary>
internal sealed class OutputAboveBar(int descriptor, StatusBar bar) : DescriptorStream(descriptor)
{
    private readonly bool _isShown = Terminal.IsAt(descriptor);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!_isShown)
        {
            base.Write(buffer);
            return;
        }

        byte[] bytes = buffer.ToArray();
        bar.Aside(() =>
        {
            base.Write(bytes);
            return bytes is [.., (byte)'\n'] or [];
        });
    }

    protected override void Dispose(bool disposing)
    {
        bar.Hide(skipped: 10); // a second
        base.Dispose(disposing);
    }
}
