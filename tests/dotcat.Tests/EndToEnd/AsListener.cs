using System.Net;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>dotcat listens, and every netcat connects to it.</summary>
public sealed class AsListener
{
    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [MemberData(nameof(Pairings.WithOthers), MemberType = typeof(Pairings))]
    public async Task Exchanges64MiBEachWay(Peer peer, Transport transport)
    {
        using var folder = new TemporaryFolder();
        (RunningProcess listener, EndPoint endPoint) = await Peer.Dotcat.ListenAsync(
            transport,
            folder.UnixAddress(transport),
            ""
        );
        await using RunningProcess dotcat = listener;
        await using RunningProcess client = peer.Connect(transport, endPoint, folder.UnixAddress(transport, "c"));

        if (transport.IsDatagram)
        {
            await Transfer.DatagramsAsync(client, dotcat); // and goes on listening: a datagram peer never ends
            return;
        }

        await Transfer.StreamAsync(client, dotcat);
        client.FinishInput();
        dotcat.FinishInput();
        ProcessEnd end = await dotcat.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Output);
    }
}
