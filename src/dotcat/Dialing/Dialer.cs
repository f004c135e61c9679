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

    /// <summary>One attempt, within <see cref="DialOptions.Wait"/>.</summary>
    /// <exception cref="DotcatException">It failed.</exception>
    public async Task<Channel> DialAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.Wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            IReadOnlyList<IPAddress> sources = await ResolveSourceAsync(either.Token);
            IReadOnlyList<IPAddress> addresses = await ResolveTargetAsync(sources, either.Token);
            Socket socket = await HappyEyeballs.RaceAsync(
                addresses,
                (address, token) => ConnectAsync(address, sources, token),
                time,
                either.Token
            );
            string peer = Addresses.Format(socket.RemoteEndPoint);
            return options.IsDatagram ? new DatagramSocketChannel(socket, peer) : new StreamSocketChannel(socket, peer);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure(new SocketException((int)SocketError.TimedOut));
        }
        catch (AggregateException failures)
        {
            throw MostTelling(failures.InnerExceptions);
        }
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveSourceAsync(CancellationToken cancellation)
    {
        return options.SourceHost is null
            ? []
            : await new HostResolver(options.Family, options.NumericOnly).ResolveAsync(
                options.SourceHost,
                cancellation
            );
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

        var resolver = new HostResolver(options.Family, options.NumericOnly);
        IReadOnlyList<IPAddress> addresses = await resolver.ResolveAsync(options.Host, cancellation);
        if (sources.Count == 0)
        {
            return addresses;
        }

        // A source address of one family can reach only targets of that family.
        IPAddress[] reachable = [.. addresses.Where(address => address.AddressFamily == sources[0].AddressFamily)];
        return reachable.Length > 0
            ? reachable
            : throw new DotcatException(
                Messages.FamiliesDiffer(options.Host, options.SourceHost!),
                "wrong address family",
                ExitCode.Unusable
            );
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
            if (options.IsDatagram)
            {
                ReceiveBuffer.Enlarge(socket);
            }

            if (options.IsDatagram && address.AddressFamily == AddressFamily.InterNetwork)
            {
                socket.EnableBroadcast = true;
            }

            if (IPAddress.IsLoopback(address))
            {
                Pacing.TurnOff(socket);
            }

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

    private void Bind(Socket socket, IReadOnlyList<IPAddress> sources)
    {
        if (sources.Count == 0 && options.SourcePort == 0)
        {
            return;
        }

        bool isV6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        IPAddress any = isV6 ? IPAddress.IPv6Any : IPAddress.Any;
        var local = new IPEndPoint(sources.Count > 0 ? sources[0] : any, options.SourcePort);
        try
        {
            socket.Bind(local);
        }
        catch (SocketException e)
        {
            throw BindFailure.For(Addresses.Format(local), e);
        }
    }

    private DotcatException Failure(SocketException e)
    {
        string cause = Causes.Of(e);
        return new DotcatException(
            Messages.CannotConnect(_target, cause),
            cause,
            ExitCode.Failed,
            Causes.IsTransient(e.SocketErrorCode),
            e
        );
    }

    /// <summary>A host's refusal says more than the lack of a route to its other address.</summary>
    private DotcatException MostTelling(IReadOnlyCollection<Exception> failures)
    {
        DotcatException? told = null;
        foreach (Exception failure in failures)
        {
            if (failure is DotcatException own)
            {
                return own;
            }

            bool saysMore =
                failure is SocketException
                {
                    SocketErrorCode: not (
                        SocketError.NetworkUnreachable
                        or SocketError.HostUnreachable
                        or SocketError.AddressNotAvailable
                        or SocketError.AddressFamilyNotSupported
                    )
                };
            if (told is null || saysMore)
            {
                told = Failure((SocketException)failure);
            }
        }

        return told!;
    }
}
