using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.ProxyProtocol;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>Begins connections with a PROXY header.</summary>
internal static class Announcement
{
    /// <summary>Says on a connection that was just made whose it is, before anything else is said.</summary>
    /// <param name="channel">The connection.</param>
    /// <param name="version">How to say it.</param>
    /// <param name="client">Whom it was made for; null for ourselves.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="DotcatException">The connection has failed.</exception>
    public static async Task MakeAsync(
        Channel channel,
        ProxyHeaderVersion version,
        Channel? client,
        CancellationToken cancellation
    )
    {
        ProxyHeader? header = client is null
            ? ProxyHeader.Between(channel.Peer?.LocalEndPoint, channel.Peer?.RemoteEndPoint)
            : ProxyHeader.Between(client.Peer?.RemoteEndPoint, client.Peer?.LocalEndPoint);
        try
        {
            await channel.WriteAsync(ProxyHeader.Encode(header, version), cancellation);
        }
        catch (SocketException e)
        {
            throw SocketFailure.Connect(channel.Name, e);
        }
    }
}
