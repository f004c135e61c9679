using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat;

/// <summary>Standard output that is shown on the same terminal as a line of progress.</summary>
internal sealed class OutputAboveBar(int descriptor, StatusBar line) : DescriptorStream(descriptor)
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        byte[] bytes = buffer.ToArray();
        line.Aside(() =>
        {
            base.Write(bytes);
            return bytes is [.., (byte)'\n'] or [];
        });
    }
}
