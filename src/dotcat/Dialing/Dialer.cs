using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>Connects over TCP or UDP, trying every address of the host.</summary>
internal sealed class Dialer(DialOptions options, Reporter reporter, TimeProvider time)
{
    private readonly string _target = Addresses.Join(options.Host, options.Port);
    private readonly HostResolver _resolver = new(options.Family, options.NumericOnly);

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
        IReadOnlyList<IPAddress> sources = options.SourceHost is { } source
            ? await _resolver.ResolveAsync(source, cancellation)
            : [];
        IReadOnlyList<IPAddress> addresses = await ResolveTargetAsync(sources, cancellation);
        Socket socket = await HappyEyeballs.RaceAsync(
            addresses,
            (address, token) => ConnectAsync(address, sources, token),
            time,
            cancellation
        );
        string peer = Addresses.Format(socket.RemoteEndPoint);
        return options.IsDatagram ? new DatagramSocketChannel(socket, peer) : new StreamSocketChannel(socket, peer);
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveTargetAsync(
        IReadOnlyList<IPAddress> sources,
        CancellationToken cancellation
    )
    {
        if (!IPAddress.TryParse(options.Host, out _))
        {
            reporter.Say(Verbosity.Attempts, Messages.Resolving(options.Host));
        }

        IReadOnlyList<IPAddress> addresses = await _resolver.ResolveAsync(options.Host, cancellation);
        if (options.SourceHost is not { } source)
        {
            return addresses;
        }

        // A source address of one family can reach only targets of that family.
        IPAddress[] reachable = [.. addresses.Where(address => address.AddressFamily == sources[0].AddressFamily)];
        return reachable.Length > 0
            ? reachable
            : throw new DotcatException(Messages.FamiliesDiffer(options.Host, source), ExitCode.NothingTried);
    }

    private async Task<Socket> ConnectAsync(
        IPAddress address,
        IReadOnlyList<IPAddress> sources,
        CancellationToken cancellation
    )
    {
        var target = new IPEndPoint(address, options.Port);
        reporter.Say(Verbosity.Attempts, Messages.Trying(Addresses.Format(target)));
        Socket socket = options.IsDatagram
            ? new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            Prepare(socket, address);
            Bind(socket, sources);
            await socket.ConnectAsync(target, cancellation);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is SocketException failure)
            {
                reporter.Say(Verbosity.Attempts, Messages.AttemptFailed(Addresses.Format(target), Causes.Of(failure)));
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

        if (options.IsDatagram && target.AddressFamily == AddressFamily.InterNetwork)
        {
            Tuning.Try(socket, static socket => socket.EnableBroadcast = true);
        }

        if (IPAddress.IsLoopback(target))
        {
            CongestionControl.StopPacing(socket);
        }
    }

    private void Bind(Socket socket, IReadOnlyList<IPAddress> sources)
    {
        if (sources.Count == 0 && options.SourcePort == 0)
        {
            return;
        }

        IPAddress any = socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        var local = new IPEndPoint(sources.Count > 0 ? sources[0] : any, options.SourcePort);
        try
        {
            socket.Bind(local);
        }
        catch (SocketException e)
        {
            throw SocketFailure.Bind(Addresses.Format(local), e);
        }
    }

    /// <summary>A host's refusal says more than the lack of a route to its other address.</summary>
    private DotcatException MostTelling(AggregateException failures)
    {
        if (failures.InnerExceptions.OfType<DotcatException>().FirstOrDefault() is { } own)
        {
            return own;
        }

        SocketException[] all = [.. failures.InnerExceptions.Cast<SocketException>()];
        return SocketFailure.Connect(_target, all.LastOrDefault(static e => !IsLackOfRoute(e)) ?? all[0]);
    }

    private static bool IsLackOfRoute(SocketException e) =>
        e.SocketErrorCode
            is SocketError.NetworkUnreachable
                or SocketError.HostUnreachable
                or SocketError.AddressNotAvailable
                or SocketError.AddressFamilyNotSupported;
}
