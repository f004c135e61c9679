using System.Net;

namespace Dotcat.Tests.Support.Netcats;

/// <summary>How each peer is told to listen and to connect, in its own words.</summary>
internal static class PeerCommands
{
    /// <summary>Long enough that socat never ends while the other direction still moves.</summary>
    private const string SocatPatience = "60";

    extension(Peer peer)
    {
        /// <summary>Starts it and waits until it listens.</summary>
        /// <param name="transport">What to speak.</param>
        /// <param name="address">Where, for a Unix socket.</param>
        /// <param name="clientAddress">Where the client will be, for a Unix datagram socket.</param>
        public async Task<(RunningProcess Process, EndPoint EndPoint)> ListenAsync(
            Transport transport,
            string address,
            string clientAddress
        )
        {
            RunningProcess process = peer.Start([.. peer.ListenArguments(transport, address, clientAddress)]);
            Task<EndPoint> listening =
                peer == Peer.Dotcat
                    ? ToolListener.EndPointOfAsync(process, transport, address)
                    : EndPointOfAsync(process, transport, address);
            return (process, await process.UntilAsync(listening));
        }

        /// <param name="transport">What to speak.</param>
        /// <param name="server">Where the listener is.</param>
        /// <param name="address">The client's own, for a Unix datagram socket.</param>
        public RunningProcess Connect(Transport transport, EndPoint server, string address) =>
            peer.Start([.. peer.ConnectArguments(transport, server, address)]);

        private RunningProcess Start(IEnumerable<string> arguments)
        {
            string program = peer switch
            {
                Peer.Ncat => "ncat",
                Peer.OpenBsdNc => "nc",
                Peer.Socat => "socat",
                _ => Tool.Path,
            };
            if (peer != Peer.Dotcat)
            {
                Peers.Require(program);
            }

            return RunningProcess.Start(program, arguments);
        }

        private IEnumerable<string> ListenArguments(Transport transport, string address, string clientAddress) =>
            peer switch
            {
                Peer.OpenBsdNc => ["-N", .. transport.ListenArguments(address)],
                Peer.Socat => ["-t", SocatPatience, "-", SocatListen(transport, address, clientAddress)],
                _ => transport.ListenArguments(address),
            };

        private IEnumerable<string> ConnectArguments(Transport transport, EndPoint server, string address) =>
            peer switch
            {
                Peer.OpenBsdNc => ["-N", .. transport.ConnectArguments(server)],
                Peer.Socat => ["-t", SocatPatience, "-", SocatConnect(transport, server, address)],
                Peer.Dotcat when transport is Transport.UnixDatagram =>
                [
                    "-s",
                    address,
                    .. transport.ConnectArguments(server),
                ],
                _ => transport.ConnectArguments(server),
            };
    }

    /// <summary>socat's word for a connection.</summary>
    /// <param name="transport">What to speak.</param>
    /// <param name="server">Where the listener is.</param>
    /// <param name="address">The client's own, for a Unix datagram socket.</param>
    public static string SocatConnect(Transport transport, EndPoint server, string address = "") =>
        transport switch
        {
            Transport.UnixStream => $"UNIX-CONNECT:{server}",
            Transport.UnixDatagram => $"UNIX-SENDTO:{server},bind={address}",
            _ => $"{SocatName(transport)}:{server}",
        };

    private static async Task<EndPoint> EndPointOfAsync(RunningProcess process, Transport transport, string address)
    {
        if (transport.IsUnix)
        {
            await SocketTable.UntilBoundAsync(address, transport.IsDatagram);
            return UnixAddress.ToEndPoint(address);
        }

        return new IPEndPoint(transport.Loopback, await SocketTable.PortOfAsync(process, transport));
    }

    private static string SocatListen(Transport transport, string address, string clientAddress) =>
        transport switch
        {
            Transport.UnixStream => $"UNIX-LISTEN:{address}",
            // No address of socat's waits for its first Unix datagram and then talks both ways.
            Transport.UnixDatagram => $"UNIX-SENDTO:{clientAddress},bind={address}",
            Transport.Tcp6 or Transport.Udp6 => $"{SocatName(transport)}-LISTEN:0,bind=[{transport.Loopback}]",
            _ => $"{SocatName(transport)}-LISTEN:0,bind={transport.Loopback}",
        };

    private static string SocatName(Transport transport) => transport.ToString().ToUpperInvariant();
}
