using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>Which addresses packets can be sent to, as the system says without sending any.</summary>
internal static class Routes
{
    /// <summary>
    /// Those there is a route to: a host without IPv6 looks up IPv6 addresses all the same, and each port would be
    /// called filtered there.
    /// </summary>
    /// <param name="host">What they are the addresses of.</param>
    /// <param name="addresses">At least one.</param>
    /// <param name="source">The local address; null for the system's choice.</param>
    /// <param name="reporter">Told of the others.</param>
    /// <exception cref="DotcatException">There is no route to any, or the local address is not of this machine.</exception>
    public static IReadOnlyList<IPAddress> Find(
        string host,
        IReadOnlyList<IPAddress> addresses,
        IPAddress? source,
        Reporter reporter
    )
    {
        var found = new List<IPAddress>();
        SocketException? failure = null;
        foreach (IPAddress address in addresses)
        {
            try
            {
                Check(address, source);
                found.Add(address);
            }
            catch (SocketException e)
            {
                failure = e;
                reporter.Tell(Event.Error.OfAttempt($"{address}", e));
            }
        }

        return found.Count > 0 ? found : throw SocketFailure.Connect(host, failure!);
    }

    /// <summary>Over UDP, connecting is choosing a route (connect(2)).</summary>
    private static void Check(IPAddress address, IPAddress? source)
    {
        const int Discard = 9; // any port is as good
        using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (source is not null)
        {
            try
            {
                socket.Bind(new IPEndPoint(source, 0));
            }
            catch (SocketException e)
            {
                throw SocketFailure.Bind(Addresses.Format(new IPEndPoint(source, 0)), e);
            }
        }

        socket.Connect(new IPEndPoint(address, Discard));
    }
}
