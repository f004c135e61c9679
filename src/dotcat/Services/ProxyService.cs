using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services.Proxying;

namespace Dotcat.Services;

/// <summary>Connects each client to what it asks for.</summary>
internal abstract class ProxyService(
    ProxyServerOptions proxy,
    ServiceOptions options,
    Reporter reporter,
    TimeProvider time
) : Service(options, reporter)
{
    /// <summary>The target's socket, and a pipe for each direction in which bytes move.</summary>
    public override int DescriptorsEach => 5;

    protected ProxyServerOptions Proxy { get; } = proxy;

    protected TimeProvider Time { get; } = time;

    public sealed override async Task<ExitCode> ServeAsync(Channel client, CancellationToken cancellation)
    {
        try
        {
            return await AnswerAsync(client, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Failed;
        }
        catch (EndOfStreamException e)
        {
            Reporter.SayFailure(Verbosity.Events, Messages.LeftUnserved(client.Name), e);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Reporter.SayFailure(FailureLevel, Messages.ConnectionFailed(client.Name, Causes.Of(e)), e);
        }

        return ExitCode.Failed;
    }

    /// <summary>Serves a client to its end.</summary>
    /// <exception cref="IOException">The client failed; <see cref="EndOfStreamException"/>: it left.</exception>
    /// <exception cref="SocketException">The client failed.</exception>
    protected abstract Task<ExitCode> AnswerAsync(Channel client, CancellationToken cancellation);

    /// <summary>Does something with a client that may take no longer than <see cref="ProxyServerOptions.Wait"/>.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    protected Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellation) =>
        Deadline.RunAsync(step, Proxy.Wait, Time, cancellation);

    /// <summary>A channel to what the client asks for; null where that is this proxy.</summary>
    /// <exception cref="DotcatException">It cannot be reached.</exception>
    protected async Task<Channel?> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        Channel target = await new Dialer(Proxy.To(host, port), Reporter, Time).DialAsync(cancellation);
        if (!OwnEndPoints.Have(target, Listening))
        {
            return target;
        }

        await target.DisposeAsync();
        return null;
    }

    /// <summary>Joins a client and what it asked for, to the end of both, and says what came of it.</summary>
    protected async Task<RelayResult> JoinAsync(
        Channel client,
        Channel target,
        RelayOptions rules,
        CancellationToken cancellation
    )
    {
        RelayResult result = await new Relay(client, target, rules, Time).RunAsync(cancellation);
        // The client is this relay's local end.
        Reporter.Say(Verbosity.Events, Messages.Ended(client.Name, result.Received, result.Sent, result.Duration));
        if (result.Error is { } error)
        {
            string failed = result.FailedEnd is FailedEnd.Remote ? target.Name : client.Name;
            Reporter.SayFailure(FailureLevel, Messages.ConnectionFailed(failed, Causes.Of(error)), error);
        }

        if (result.End is RelayEnd.IdleTimeout)
        {
            Reporter.Say(Verbosity.Events, Messages.FellSilent(client.Name, rules.IdleTimeout!.Value));
        }

        SayUndelivered(target.Name, result.Unsent);
        SayUndelivered(client.Name, result.Unwritten);
        return result;
    }

    private void SayUndelivered(string peer, long bytes)
    {
        if (bytes > 0)
        {
            Reporter.Say(FailureLevel, Messages.Undelivered(peer, bytes));
        }
    }
}
