using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Netcats and the transports that they share with dotcat.</summary>
public static class Pairings
{
    public static TheoryData<Peer, Transport> WithOthers => Of(Peer.Ncat, Peer.OpenBsdNc, Peer.Socat);

    public static TheoryData<Peer, Transport> WithItselfToo => Of(Enum.GetValues<Peer>());

    private static TheoryData<Peer, Transport> Of(params Peer[] peers)
    {
        var pairings = new TheoryData<Peer, Transport>();
        foreach (Peer peer in peers)
        {
            foreach (Transport transport in Enum.GetValues<Transport>())
            {
                // Each of the others spells abstract names in its own way, or not at all.
                if (peer == Peer.Dotcat || !transport.IsAbstract)
                {
                    pairings.Add(peer, transport);
                }
            }
        }

        return pairings;
    }
}
