using Dotcat.Channels;
using Dotcat.Interop;

namespace Dotcat.Dialing.Proxies;

/// <summary>A connection through proxies, under the name of what is at its other end.</summary>
internal sealed class TunnelChannel(Channel inner, string name) : ChannelWrapper(inner)
{
    public override string Name => name;

    public override Descriptors? Descriptors => Inner.Descriptors;
}
