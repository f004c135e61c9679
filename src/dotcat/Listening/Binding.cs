using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Listening;

/// <summary>Opens listeners.</summary>
internal static class Binding
{
    /// <summary>
    /// A listener on each of the addresses, the same port on all; on every address where none is given. Datagrams of
    /// one peer, or of any number at the same time where it is kept open. Groups are joined on the interface of the local
    /// address <paramref name="groupSource"/>, where that is given.
    /// </summary>
    /// <exception cref="DotcatException">An address cannot be had.</exception>
    public static Listener Open(
        ListenOptions options,
        IReadOnlyList<IPAddress> addresses,
        Admission admission,
        bool keepOpen = false,
        IPAddress? groupSource = null
    )
    {
        var bound = new List<Socket>();
        try
        {
            if (addresses.Count == 0)
            {
                BindEverywhere(bound, options);
            }

            int port = options.Port;
            foreach (IPAddress address in addresses)
            {
                Bind(bound, new IPEndPoint(address, port), options, dualMode: false, groupSource);
                port = ((IPEndPoint)bound[0].LocalEndPoint!).Port;
            }

            return Listen(bound, options.IsDatagram, keepOpen, admission, options.KeepAlive);
        }
        catch (Exception e)
        {
            string address = bound.Count > 0 ? Addresses.Format(bound[0].LocalEndPoint) : "";
            bound.ForEach(static socket => socket.Dispose());
            if (e is SocketException failure)
            {
                throw SocketFailure.Bind(address, failure);
            }

            throw;
        }
    }

    /// <summary>A listener on a Unix socket, in the place of one that nobody answers on.</summary>
    /// <exception cref="DotcatException">Something is there that is not to be removed, or the path cannot be had.</exception>
    public static Listener Open(
        UnixListenOptions options,
        Admission admission,
        bool keepOpen = false,
        Reporter? reporter = null
    )
    {
        UnixSocket? socket = null;
        try
        {
            if (!UnixPath.IsAbstract(options.Path))
            {
                UnixSocketFile.Clear(options.Path);
            }

            socket = new UnixSocket(options.IsDatagram ? SocketType.Dgram : SocketType.Stream)
            {
                LeftFile = (path, e) => reporter?.Tell(Event.Error.OfLeftFile(path, e)),
            };
            socket.BindTo(options.Path, options.LeavesFile);
            return Listen([socket], options.IsDatagram, keepOpen, admission);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw SocketFailure.Bind(
                options.Path,
                e,
                e.SocketErrorCode is SocketError.AddressNotAvailable ? Messages.NoSuchFolder : null
            );
        }
    }

    /// <summary>A listener on all the sockets that this process was started with.</summary>
    /// <exception cref="DotcatException">One of them is none that can be listened on so.</exception>
    public static Listener Open(PassedSocketOptions options, Admission admission, bool keepOpen = false) =>
        Listen(
            PassedSockets.Take(options),
            options.IsDatagram,
            keepOpen,
            admission,
            options.KeepAlive,
            arePassed: true
        );

    private static Listener Listen(
        IReadOnlyList<Socket> bound,
        bool isDatagram,
        bool keepOpen,
        Admission admission,
        TimeSpan? keepAlive = null,
        bool arePassed = false
    ) =>
        (isDatagram, keepOpen) switch
        {
            (true, true) => new DatagramPeers(bound, admission),
            (true, false) => new DatagramListener(bound, admission, arePassed),
            _ => new StreamListener(bound, admission, keepAlive, arePassed),
        };

    private static void BindEverywhere(List<Socket> bound, ListenOptions options)
    {
        bool v4Only = options.Family == AddressFamily.InterNetwork || !Socket.OSSupportsIPv6;
        var local = new IPEndPoint(v4Only ? IPAddress.Any : IPAddress.IPv6Any, options.Port);
        Bind(bound, local, options, dualMode: options.Family == AddressFamily.Unspecified);
    }

    private static void Bind(
        List<Socket> bound,
        IPEndPoint local,
        ListenOptions options,
        bool dualMode,
        IPAddress? groupSource = null
    )
    {
        bool isDatagram = options.IsDatagram;
        try
        {
            Socket socket = isDatagram
                ? new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
                : new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            bound.Add(socket); // for whoever has to close it
            if (local.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = dualMode;
            }

            if (isDatagram)
            {
                ReceiveBuffer.Enlarge(socket);
            }

            options.Sockets?.Apply(socket);
            if (isDatagram && MulticastGroup.Is(local.Address))
            {
                BindToGroup(socket, local, groupSource);
            }
            else
            {
                socket.Bind(local);
            }
        }
        catch (SocketException e)
        {
            throw SocketFailure.Bind(Addresses.Format(local), e);
        }
    }

    /// <summary>Others on this machine may hear the same group. Windows binds to no group's address.</summary>
    private static void BindToGroup(Socket socket, IPEndPoint local, IPAddress? source)
    {
        IPAddress group = MulticastGroup.On(local.Address, source);
        if (Zone.IsMissingIn(group))
        {
            throw new DotcatException(Messages.ZoneMissing($"{group}"), ExitCode.NothingTried);
        }

        IPAddress any = group.IsIPv6Multicast ? IPAddress.IPv6Any : IPAddress.Any;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(OperatingSystem.IsWindows() ? any : group, local.Port));
        MulticastGroup.Join(socket, group, source);
    }
}
