using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Support.Network;

/// <summary>What each transport is called on dotcat's command line and in the socket API.</summary>
internal static class Transports
{
    extension(Transport transport)
    {
        public bool IsDatagram =>
            transport is Transport.Udp4 or Transport.Udp6 or Transport.UnixDatagram or Transport.AbstractDatagram;

        public bool IsUnix => transport >= Transport.UnixStream;

        public bool IsAbstract => transport is Transport.AbstractStream or Transport.AbstractDatagram;

        public IPAddress Loopback =>
            transport is Transport.Tcp6 or Transport.Udp6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;

        /// <summary>dotcat's arguments to listen, on a port of the system's choice or at a Unix address.</summary>
        public IEnumerable<string> ListenArguments(string unixAddress)
        {
            ToolMachine.Require(transport);
            string flags = transport.IsDatagram ? "-lu" : "-l";
            return transport.IsUnix ? [flags + "U", unixAddress] : [flags, transport.Loopback.ToString(), "0"];
        }

        /// <summary>dotcat's arguments to connect.</summary>
        public IEnumerable<string> ConnectArguments(EndPoint server)
        {
            ToolMachine.Require(transport);
            if (transport.IsUnix)
            {
                return [transport.IsDatagram ? "-uU" : "-U", UnixAddress.Of(server)];
            }

            var ip = (IPEndPoint)server;
            string[] target = [ip.Address.ToString(), $"{ip.Port}"];
            return transport.IsDatagram ? ["-u", .. target] : target;
        }

        public Socket CreateSocket()
        {
            SocketType type = transport.IsDatagram ? SocketType.Dgram : SocketType.Stream;
            return transport.IsUnix
                ? new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified)
                : new Socket(
                    transport.Loopback.AddressFamily,
                    type,
                    transport.IsDatagram ? ProtocolType.Udp : ProtocolType.Tcp
                );
        }

        /// <summary>A socket of the test itself, bound to a port of the system's choice or to a Unix address.</summary>
        public Socket Bind(string unixAddress)
        {
            Socket socket = transport.CreateSocket();
            socket.Bind(transport.IsUnix ? UnixAddress.ToEndPoint(unixAddress) : new IPEndPoint(transport.Loopback, 0));
            if (!transport.IsDatagram)
            {
                socket.Listen();
            }

            return socket;
        }
    }
}
