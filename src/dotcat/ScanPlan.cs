using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Interop;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Services.Scanning;
using Dotcat.Tls;

namespace Dotcat;

/// <summary>
/// How a scan tries ports: directly or through proxies, plainly or over TLS. The password for a file's key is null
/// where there is none to be had.
/// </summary>
/// <remarks>Reads the files that TLS needs.</remarks>
/// <exception cref="DotcatException">A file is not what it should be.</exception>
internal sealed class ScanPlan(
    Endpoint.Scanned endpoint,
    Func<string, string?> password,
    Reporter reporter,
    TimeProvider time
)
{
    /// <summary>At a time. More would be lost on the way before they are answered.</summary>
    private const int Most = 512;

    /// <summary>Others want to use a proxy, too, and it may serve not many at a time.</summary>
    private const int MostThroughProxies = 16;

    private readonly TlsClient? _tls = endpoint.Peer.Tls is { } tls ? new TlsClient(tls, password, reporter) : null;
    private bool _isSaid;

    /// <summary>What tries all ports once.</summary>
    /// <exception cref="DotcatException">The host is unknown, or there is no way to it.</exception>
    public async Task<Scanner> PrepareAsync(CancellationToken cancellation) =>
        endpoint.Peer switch
        {
            Endpoint.Dial { Proxies.Count: > 0 } through => PrepareThroughProxies(through),
            Endpoint.Dial { Target: { Sockets: not null, IsDatagram: false } target } => PrepareDialled(target),
            Endpoint.Dial { Target: var target } => await PrepareDirectAsync(target, cancellation),
            Endpoint.DialUnix { Target: var target } => PrepareUnix(target),
            _ => throw new UnreachableException(),
        };

    private async Task<Scanner> PrepareDirectAsync(DialOptions target, CancellationToken cancellation)
    {
        (IReadOnlyList<IPAddress> addresses, IPAddress? source) = await LookUpAsync(target, cancellation);
        addresses = Routes.Find(target.Host, addresses, source, reporter);
        Say(target.Host, IPAddress.TryParse(target.Host, out _) ? [] : addresses.Select(static one => $"{one}"));
        var probe = new HostProbe(target, addresses, source, Handshake(target.Host), reporter, time);
        return Make(probe, Concurrency(Most, addresses.Count));
    }

    private async Task<(IReadOnlyList<IPAddress>, IPAddress?)> LookUpAsync(
        DialOptions target,
        CancellationToken cancellation
    )
    {
        try
        {
            return await Deadline.RunAsync(
                new EndsResolver(target, reporter).ResolveAsync,
                Deadline.Default, // the user's limit is for a port
                time,
                cancellation
            );
        }
        catch (TimeoutException)
        {
            throw SocketFailure.ConnectTimedOut(target.Host);
        }
    }

    private Scanner PrepareThroughProxies(Endpoint.Dial through)
    {
        DialOptions target = through.Target;
        ProxyOptions last = through.Proxies[^1];
        ProxyChain chain = DialPlan.Chain(through, password, reporter, time, looksUpOnce: true);
        Say(Messages.Through(target.Host, through.Proxies.Select(static proxy => proxy.Address)), []);
        var probe = new DialledProbe(
            (port, token) => chain.ConnectAsync(target.Host, port, token),
            e => StateOf(e, last),
            Handshake(target.Host),
            target.Wait,
            reporter
        );
        return Make(probe, Concurrency(MostThroughProxies, 1));
    }

    private Scanner PrepareUnix(UnixDialOptions target)
    {
        var probe = new DialledProbe(
            (_, token) => new UnixDialer(target, reporter, time).DialAsync(token),
            StateOf,
            Handshake(host: null),
            target.Wait,
            reporter
        );
        return Make(probe, 1);
    }

    /// <summary>As a run that exchanges something connects, with all that its sockets are to have.</summary>
    private Scanner PrepareDialled(DialOptions target)
    {
        Say(target.Host, []);
        var resolver = new HostResolver(target.Family, target.NumericOnly);
        var lookUps = new LookUps(resolver.ResolveAsync);
        var probe = new DialledProbe(
            (port, token) =>
                new Dialer(target with { Port = port }, reporter, time, lookUps.ResolveAsync).DialAsync(token),
            StateOf,
            Handshake(target.Host),
            target.Wait,
            reporter
        );
        return Make(probe, Concurrency(MostThroughProxies, 1));
    }

    private Scanner Make(IProbe probe, int most) => new(probe, Math.Min(most, endpoint.Target.AtOnce ?? most));

    private HandshakeProbe? Handshake(string? host) =>
        _tls is { } tls
            ? new HandshakeProbe(async (channel, token) => await tls.ConnectAsync(channel, host, token), reporter, time)
            : null;

    /// <summary>How many ports at a time, each of which takes so many descriptors.</summary>
    private static int Concurrency(int most, int each)
    {
        long limit = DescriptorLimit.Raise();
        if (limit == long.MaxValue)
        {
            return most; // so on Windows, where not every system has Unix sockets
        }

        using var last = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        return (int)Math.Min(most, new DescriptorBudget(limit, (int)last.Handle, each).Room);
    }

    /// <summary>What the last proxy says is said of the target; what is said by or of another one is not.</summary>
    private static PortState? StateOf(DotcatException e, ProxyOptions last) =>
        e.InnerException switch
        {
            ProxyRefusalException refusal when ReferenceEquals(refusal.Proxy, last) => refusal.Meaning
            == SocketError.ConnectionRefused
                ? PortState.Closed
                : PortState.Filtered,
            SocketException { SocketErrorCode: SocketError.TimedOut } => PortState.Filtered,
            _ => null,
        };

    /// <summary>Nobody listens on a file that there is not, and who may not ask does not know.</summary>
    private static PortState? StateOf(DotcatException e) =>
        e.ExitCode != ExitCode.Failed ? null
        : e.InnerException is SocketException { SocketErrorCode: not SocketError.ConnectionRefused }
            ? PortState.Filtered
        : PortState.Closed;

    /// <summary>Once, though there may be several runs.</summary>
    private void Say(string host, IEnumerable<string> addresses)
    {
        if (!_isSaid)
        {
            reporter.Say(Verbosity.Events, Messages.Scanning(endpoint.Target.Ports.Count, host, addresses));
            _isSaid = true;
        }
    }
}
