using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Reporting;

namespace Dotcat.Dialing.Proxies;

/// <summary>Asks one proxy for a connection to one target. For one conversation.</summary>
internal abstract class ProxyHandshake(ProxyOptions proxy, string host, int port)
{
    protected ProxyOptions Proxy { get; } = proxy;

    /// <summary>A name or an address.</summary>
    protected string Host { get; } = host;

    protected int Port { get; } = port;

    protected string Target => Addresses.Join(Host, Port);

    protected abstract Sentence NotSuchAProxy { get; }

    public static ProxyHandshake For(ProxyOptions proxy, string host, int port) =>
        proxy.Type switch
        {
            ProxyType.Http => new HttpConnectHandshake(proxy, host, port),
            _ => new SocksHandshake(proxy, host, port),
        };

    /// <summary>
    /// The channel to the target: it gives what the target sent, and nothing of the proxy's own. Connects again where
    /// the proxy closes what was opened.
    /// </summary>
    /// <exception cref="DotcatException">The proxy would not, or is none.</exception>
    public async Task<Channel> EstablishAsync(
        Func<CancellationToken, Task<Channel>> connect,
        CancellationToken cancellation
    )
    {
        try
        {
            while (true)
            {
                Channel channel = await connect(cancellation);
                if (await AskOrCloseAsync(channel, cancellation) is { } tunnel)
                {
                    return tunnel;
                }
            }
        }
        catch (Exception e) when (Meaning(e) is { } sentence)
        {
            bool isTransient =
                e is EndOfStreamException || (e is SocketException s && Causes.IsTransient(s.SocketErrorCode));
            throw Failure(sentence, isTransient, e);
        }
    }

    /// <summary>The channel to the target; null where the proxy is to be asked again over another connection.</summary>
    protected abstract Task<Channel?> AskAsync(Channel channel, CancellationToken cancellation);

    /// <param name="cause">What the proxy said, for the user.</param>
    /// <param name="meaning">What it means of the target.</param>
    /// <param name="isTransient">Whether time can mend it.</param>
    protected DotcatException Refused(Sentence cause, SocketError meaning, bool isTransient) =>
        Failure(
            Messages.ProxyRefused($"{Proxy}", Target, cause),
            isTransient,
            new ProxyRefusalException(Proxy, meaning)
        );

    protected static DotcatException Failure(Sentence sentence, bool isTransient = false, Exception? inner = null) =>
        new(sentence, sentence, ExitCode.Failed, isTransient, inner);

    protected static DotcatException NothingTried(Sentence sentence) => new(sentence, ExitCode.NothingTried);

    private async Task<Channel?> AskOrCloseAsync(Channel channel, CancellationToken cancellation)
    {
        Channel? tunnel = null;
        try
        {
            tunnel = await AskAsync(channel, cancellation);
        }
        finally
        {
            if (tunnel is null)
            {
                await channel.DisposeAsync();
            }
        }

        return tunnel;
    }

    /// <summary>What a failure of the handshake means; null for one that speaks for itself.</summary>
    private Sentence? Meaning(Exception e) =>
        e switch
        {
            EndOfStreamException => Messages.ProxyClosed($"{Proxy}"),
            InvalidDataException => NotSuchAProxy,
            HttpHeadTooLongException => Messages.ProxyHeadTooLong($"{Proxy}", HttpReader.Limit),
            SocketException or IOException => Messages.ConnectionFailed($"{Proxy}", Causes.Of(e)),
            _ => null,
        };
}
