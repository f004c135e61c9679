using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>
/// Tries a port of a host directly, at all its addresses side by side: open at one of them is open. None throws where
/// it fails.
/// </summary>
/// <param name="target">How, and how long at the most; not which port.</param>
/// <param name="addresses">The host's.</param>
/// <param name="source">The local address; null for the system's choice.</param>
/// <param name="handshake">What a connection has to stand, too; null for nothing.</param>
/// <param name="reporter">Told of each attempt.</param>
/// <param name="time">Limits each.</param>
internal sealed class HostProbe(
    DialOptions target,
    IReadOnlyList<IPAddress> addresses,
    IPAddress? source,
    HandshakeProbe? handshake,
    Reporter reporter,
    TimeProvider time
) : IProbe
{
    /// <summary>How long to wait for what this machine may have again, and how long to go on with that.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _longestLack = TimeSpan.FromSeconds(30);

    private readonly IdleSockets _idle = new();
    private readonly string _protocol = Protocol.OfInternet(target.IsDatagram);

    public ValueTask<PortState> ProbeAsync(int port, CancellationToken cancellation) =>
        addresses.Count == 1
            ? ProbeAsync(new IPEndPoint(addresses[0], port), cancellation)
            : ProbeAllAsync(port, cancellation);

    public void Dispose() => _idle.Dispose();

    private async ValueTask<PortState> ProbeAllAsync(int port, CancellationToken cancellation)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task<PortState>> running =
        [
            .. addresses.Select(address => ProbeAsync(new IPEndPoint(address, port), rest.Token).AsTask()),
        ];
        var best = PortState.Filtered;
        while (running.Count > 0 && best != PortState.Open)
        {
            Task<PortState> one = await Task.WhenAny(running);
            running.Remove(one);
            PortState state = await one;
            best = state < best ? state : best;
        }

        await rest.CancelAsync();
        Task others = Task.WhenAll(running);
        await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return best;
    }

    private async ValueTask<PortState> ProbeAsync(IPEndPoint place, CancellationToken cancellation)
    {
        Tell(place, name => new Event.Connecting(name, _protocol));
        long first = time.GetTimestamp();
        while (true)
        {
            long begun = time.GetTimestamp();
            using PortProbe probe = Start(place);
            if (probe.Outcome == SocketError.InProgress)
            {
                await probe.WaitAsync(target.Wait, time, cancellation);
            }

            if (!IsOfThisMachine(probe.Outcome) || time.GetElapsedTime(first) > _longestLack)
            {
                return await JudgeAsync(place, probe, begun, cancellation);
            }

            await Task.Delay(_pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested)
            {
                return PortState.Filtered;
            }
        }
    }

    private PortProbe Start(IPEndPoint place)
    {
        IPEndPoint? local = Local(place.Address);
        try
        {
            return PortProbe.Start(place, target.IsDatagram, local, _idle);
        }
        catch (SocketException e)
        {
            throw SocketFailure.Bind(Addresses.Format(local), e);
        }
    }

    private IPEndPoint? Local(IPAddress address) =>
        source is null && target.SourcePort == 0
            ? null
            : new IPEndPoint(
                source ?? (address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any),
                target.SourcePort
            );

    private ValueTask<PortState> JudgeAsync(
        IPEndPoint place,
        PortProbe probe,
        long begun,
        CancellationToken cancellation
    )
    {
        if (probe.Outcome == SocketError.Success)
        {
            return JudgeOpenAsync(place, probe, begun, cancellation);
        }

        bool isSilent = probe.Outcome == SocketError.InProgress;
        SocketError error = isSilent ? SocketError.TimedOut : probe.Outcome;
        Tell(
            place,
            name => new Event.Note(Messages.ConnectionFailed(name, Causes.Of(new SocketException((int)error))))
            {
                Asked = Verbosity.Attempts,
                Peer = name,
                Outcome = probe.Outcome,
            }
        );
        return ValueTask.FromResult(
            isSilent && target.IsDatagram ? PortState.OpenOrFiltered
            : error is SocketError.ConnectionRefused or SocketError.ConnectionReset ? PortState.Closed
            : PortState.Filtered
        );
    }

    /// <summary>
    /// A try whose own end was given the port that it tries has reached itself (RFC 9293, section 3.5, simultaneous open),
    /// and nobody listens there.
    /// </summary>
    private async ValueTask<PortState> JudgeOpenAsync(
        IPEndPoint place,
        PortProbe probe,
        long begun,
        CancellationToken cancellation
    )
    {
        Socket socket = probe.TakeSocket();
        string name = Addresses.Format(place);
        await using Channel channel = target.IsDatagram
            ? new DatagramSocketChannel(socket, name)
            : new StreamSocketChannel(socket, name);
        if (Equals(socket.LocalEndPoint, socket.RemoteEndPoint))
        {
            return PortState.Closed;
        }

        if (addresses.Count > 1 || reporter.Says(Verbosity.Attempts))
        {
            reporter.Tell(new Event.Connected(channel)); // at which of them
        }

        if (handshake is null)
        {
            return PortState.Open;
        }

        TimeSpan left = target.Wait - time.GetElapsedTime(begun);
        return await handshake.ProbeAsync(channel, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellation);
    }

    /// <summary>What this machine lacks, and may have again: descriptors, memory, local ports.</summary>
    private static bool IsOfThisMachine(SocketError outcome) =>
        outcome
            is SocketError.TooManyOpenSockets
                or SocketError.NoBufferSpaceAvailable
                or SocketError.WouldBlock
                or SocketError.AddressNotAvailable
                or SocketError.AddressAlreadyInUse
                or SocketError.SocketError; // the base library has no word for ENOMEM

    /// <summary>Tens of thousands of events are not made for nobody.</summary>
    private void Tell(IPEndPoint place, Func<string, Event> happened)
    {
        if (reporter.Says(Verbosity.Attempts))
        {
            reporter.Tell(happened(Addresses.Format(place)));
        }
    }
}
