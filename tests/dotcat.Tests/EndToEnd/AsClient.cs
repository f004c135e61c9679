using System.Net;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>dotcat connects to every netcat, itself included.</summary>
public sealed class AsClient
{
    [SkippableTheory(Timeout = TimeLimit.Transfer)]
    [MemberData(nameof(Pairings.WithItselfToo), MemberType = typeof(Pairings))]
    public async Task Exchanges64MiBEachWay(Peer peer, Transport transport)
    {
        using var folder = new TemporaryFolder();
        string clientAddress = folder.UnixAddress(transport, "c");
        (RunningProcess listener, EndPoint endPoint) = await peer.ListenAsync(
            transport,
            folder.UnixAddress(transport),
            clientAddress
        );
        await using RunningProcess server = listener;
        await using RunningProcess dotcat = Peer.Dotcat.Connect(transport, endPoint, clientAddress);

        await (transport.IsDatagram ? Transfer.DatagramsAsync(dotcat, server) : Transfer.StreamAsync(dotcat, server));
        dotcat.FinishInput();
        server.FinishInput();
        ProcessEnd end = await dotcat.EndAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Empty(end.ErrorLines);
    }
}
