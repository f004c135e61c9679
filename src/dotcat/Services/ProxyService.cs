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
) : TargetService(options, reporter, time)
{
    protected ProxyServerOptions Proxy { get; } = proxy;

    protected sealed override async Task<Conversation?> AnswerAsync(
        Channel client,
        Action ended,
        CancellationToken cancellation
    )
    {
        try
        {
            return await AnswerClientAsync(client, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (EndOfStreamException e)
        {
            Sentence words = Messages.LeftUnserved(client.Name);
            Reporter.Tell(
                new Event.Error(words)
                {
                    Asked = Verbosity.Events,
                    Peer = client.Name,
                    Cause = e,
                }
            );
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            SayFailure(client, e);
        }

        return null;
    }

    /// <summary>Says that a client failed with whom there is no conversation.</summary>
    protected void SayFailure(Channel client, Exception e)
    {
        Verbosity level = Options.KeepOpen ? Verbosity.Events : Verbosity.Quiet;
        Reporter.Tell(Event.Error.Of(client.Name, e) with { Asked = level });
    }

    /// <summary>Says what a client wants.</summary>
    protected void SayAsked(Channel client, string target, string method)
    {
        Sentence words = Messages.AskedFor(client.Name, target, method);
        Reporter.Tell(new Event.Note(words) { Asked = Verbosity.Events, Peer = client.Name });
    }

    /// <summary>Serves a client to its end; null where it was refused.</summary>
    /// <exception cref="IOException">The client failed; <see cref="EndOfStreamException"/>: it left.</exception>
    /// <exception cref="SocketException">The client failed.</exception>
    protected abstract Task<Conversation?> AnswerClientAsync(Channel client, CancellationToken cancellation);

    /// <summary>Does something with a client that may take no longer than <see cref="ProxyServerOptions.Wait"/>.</summary>
    /// <exception cref="TimeoutException">It took longer.</exception>
    protected Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellation) =>
        Deadline.RunAsync(step, Proxy.Wait, Time, cancellation);

    /// <summary>A channel to what the client asks for.</summary>
    /// <exception cref="DotcatException">It cannot be reached.</exception>
    protected Task<Channel> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        new Dialer(Proxy.To(host, port), Reporter, Time).DialAsync(cancellation);
}
