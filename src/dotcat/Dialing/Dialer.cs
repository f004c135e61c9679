using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>Connects over TCP or UDP, trying every address of the host.</summary>
/// <param name="options">Where to, and from where.</param>
/// <param name="reporter">Told of each attempt.</param>
/// <param name="time">Sets the pace of the attempts.</param>
/// <param name="resolve">Gives the addresses of a name; null for the system's look-up.</param>
internal sealed class Dialer(
    DialOptions options,
    Reporter reporter,
    TimeProvider time,
    Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>>? resolve = null
)
{
    private readonly string _target = Addresses.Join(options.Host, options.Port);
    private readonly EndsResolver _ends = new(options, reporter, resolve);

    /// <summary>One attempt, within <see cref="DialOptions.Wait"/>.</summary>
    /// <exception cref="DotcatException">It failed.</exception>
    public async Task<Channel> DialAsync(CancellationToken cancellation)
    {
        try
        {
            return await ConnectAttempt.RunAsync(ConnectAsync, _target, options.Wait, time, cancellation);
        }
        catch (AggregateException failures)
        {
            throw MostTelling(failures);
        }
    }

    private async Task<Channel> ConnectAsync(CancellationToken cancellation)
    {
        (IReadOnlyList<IPAddress> addresses, IPAddress? source) = await _ends.ResolveAsync(cancellation);
        DialledSocket first = await HappyEyeballs.RaceAsync(
            addresses,
            (address, token) => ConnectAsync(address, source, token),
            time,
            cancellation
        );
        Channel channel = Own(first);
        IPAddress[] others = options.IsDatagram
            ? [.. addresses.SkipWhile(address => !address.Equals(first.Target.Address)).Skip(1)]
            : [];
        return others.Length == 0
            ? channel
            : new DatagramFailover(
                channel,
                others,
                async (address, token) => Own(await ConnectAsync(address, source, token)),
                reporter,
                time
            );
    }

    private Channel Own(DialledSocket dialled)
    {
        (Socket socket, IPEndPoint target, bool isToMany) = dialled;
        string name = Addresses.Format(target);
        return isToMany
                ? new UnconnectedDatagramChannel(new DatagramSocket(socket), new DatagramPath(target.Serialize()))
                {
                    Heard = (sender, bytes) => reporter.Tell(new Event.Datagram(sender, bytes)),
                }
            : options.IsDatagram ? new DatagramSocketChannel(socket, name)
            : new StreamSocketChannel(socket, name, options.KeepAlive);
    }

    private async Task<DialledSocket> ConnectAsync(IPAddress address, IPAddress? source, CancellationToken cancellation)
    {
        bool isGroup = options.IsDatagram && MulticastGroup.Is(address);
        var target = new IPEndPoint(isGroup ? MulticastGroup.On(address, source) : address, options.Port);
        string name = Addresses.Format(target);
        reporter.Tell(new Event.Connecting(name, Protocol.OfInternet(options.IsDatagram)));
        Socket socket = options.IsDatagram
            ? new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Prepare(socket, address);
            Bind(socket, source);
            bool isToMany = isGroup || !await TryConnectAsync(socket, target, cancellation);
            if (isToMany)
            {
                PrepareForMany(socket, target.Address, source);
            }

            return new DialledSocket(socket, target, isToMany);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException failure)
            {
                reporter.Tell(Event.Error.OfAttempt(name, failure));
            }

            throw;
        }
    }

    private void Prepare(Socket socket, IPAddress target)
    {
        if (options.IsDatagram)
        {
            ReceiveBuffer.Enlarge(socket);
        }

        if (IPAddress.IsLoopback(target))
        {
            CongestionControl.StopPacing(socket);
        }

        options.Sockets?.Apply(socket);
    }

    /// <summary>False for a broadcast address, which a datagram socket that has not asked for it is denied (socket(7)).</summary>
    private async Task<bool> TryConnectAsync(Socket socket, IPEndPoint target, CancellationToken cancellation)
    {
        try
        {
            await (
                OperatingSystem.IsLinux() && !options.IsDatagram
                    ? PromptConnect.ConnectAsync(socket, target, cancellation)
                    : socket.ConnectAsync(target, cancellation).AsTask()
            );
            return true;
        }
        catch (SocketException e) when (options.IsDatagram && e.SocketErrorCode == SocketError.AccessDenied)
        {
            return false;
        }
    }

    /// <summary>Not connected, since each of them answers from its own address.</summary>
    private void PrepareForMany(Socket socket, IPAddress target, IPAddress? source)
    {
        if (Zone.IsMissingIn(target))
        {
            throw new DotcatException(Messages.ZoneMissing(options.Host), ExitCode.NothingTried);
        }

        if (target.AddressFamily == AddressFamily.InterNetwork)
        {
            socket.EnableBroadcast = true;
        }

        if (MulticastGroup.Is(target) && source is not null)
        {
            MulticastGroup.SendBy(socket, source);
        }
    }

    private void Bind(Socket socket, IPAddress? source)
    {
        if (source is null && options.SourcePort == 0 && !options.IsDatagram)
        {
            return; // connecting chooses; what is not connected has to have an address before
        }

        var local = new IPEndPoint(source ?? Any(socket), options.SourcePort);
        try
        {
            socket.Bind(local);
        }
        catch (SocketException e)
        {
            throw SocketFailure.Bind(Addresses.Format(local), e);
        }
    }

    private static IPAddress Any(Socket socket) =>
        socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>A host's refusal says more than the lack of a route to its other address.</summary>
    private DotcatException MostTelling(AggregateException failures)
    {
        if (failures.InnerExceptions.OfType<DotcatException>().FirstOrDefault() is { } own)
        {
            return own;
        }

        return SocketFailure.Connect(
            _target,
            failures.InnerExceptions.LastOrDefault(static e => !IsLackOfRoute(e)) ?? failures.InnerExceptions[0],
            options.IsDefaultPort ? Messages.DefaultPort(options.Port) : null
        );
    }

    private static bool IsLackOfRoute(Exception e) =>
        e
            is SocketException
            {
                SocketErrorCode: SocketError.NetworkUnreachable
                    or SocketError.HostUnreachable
                    or SocketError.AddressNotAvailable
                    or SocketError.AddressFamilyNotSupported
            };
}
