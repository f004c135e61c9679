using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services.Proxying;

namespace Dotcat.Services;

/// <summary>
/// An HTTP proxy: tunnels by CONNECT, other requests rewritten for their server (RFC 9110, section 7.6). One request
/// a connection.
/// </summary>
internal sealed class HttpProxyService(
    ProxyServerOptions proxy,
    ServiceOptions options,
    Reporter reporter,
    TimeProvider time
) : ProxyService(proxy, options, reporter, time)
{
    /// <summary>How long a client that was refused may go on sending before the connection is closed.</summary>
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(2);

    private readonly string _via = $"dotcat-{$"{Guid.NewGuid():N}"[..8]}";

    private readonly ProxyAuthentication? _authentication = proxy.Login is { } login
        ? new ProxyAuthentication(login, time)
        : null;

    protected override async Task<Conversation?> AnswerClientAsync(Channel client, CancellationToken cancellation)
    {
        ProxyRequest? request = null;
        try
        {
            request = await InTimeAsync(token => ProxyRequest.ReadAsync(client, token).AsTask(), cancellation);
            request.CheckHost();
            _authentication?.Check(request);
            return request.IsConnect
                ? await TunnelAsync(client, request, cancellation)
                : await ForwardAsync(client, request, cancellation);
        }
        catch (Exception e) when (e is HttpRefusalException or TimeoutException)
        {
            var refusal = e as HttpRefusalException ?? new HttpRefusalException(408, Messages.NoRequest(Proxy.Wait), e);
            await RefuseAsync(client, request, refusal, cancellation);
            return null;
        }
    }

    private async Task<Conversation> TunnelAsync(Channel client, ProxyRequest request, CancellationToken cancellation)
    {
        (string host, int port, _) = request.ReadTarget();
        await using Channel target = await ReachAsync(client, request, host, port, cancellation);
        await client.WriteAsync(HttpAnswer.Established, cancellation);
        return await TunnelAsync(request.Rest, target, cancellation);
    }

    private async Task<Conversation> ForwardAsync(Channel client, ProxyRequest request, CancellationToken cancellation)
    {
        (string host, int port, string path) = request.ReadTarget();
        HttpMessage forwarded = request.Forward(path, _via);
        await using Channel server = await ReachAsync(client, request, host, port, cancellation);
        if (OwnEndPoints.Have(server, Listening))
        {
            throw new HttpRefusalException(403, Messages.Circle); // a tunnel goes round only as often as its client asks
        }

        var question = new MessageChannel(client, (_, _) => ValueTask.FromResult(forwarded));
        var answer = new MessageChannel(server, new ProxyResponse(request.Line, _via).ReadAsync);
        RelayOptions rules = Options.Relay with
        {
            PassEndOn = false, // some servers take an end for a withdrawal
            InputNeedNotEnd = true, // a server may answer before it has the whole request
        };
        Conversation conversation = await JoinAsync(question, answer, rules, cancellation);
        if (conversation.Sent == 0 && RefusalFor(conversation.Ending, server.Name) is { } refusal)
        {
            await RefuseAsync(client, request, refusal, cancellation);
        }

        return conversation;
    }

    /// <summary>What a client is told that got no answer; null where it needs to be told nothing.</summary>
    internal static HttpRefusalException? RefusalFor(Ending ending, string server) =>
        ending switch
        {
            Ending.Idle => new(504, Messages.NoAnswer),
            Ending.Failed { Side: Side.Peer, Cause: InvalidDataException e } => new(400, Messages.DoubtfulLength, e),
            Ending.Failed { Side: Side.Input, Cause: var e } => new(
                IsUnreachable(e) ? 504 : 502,
                Messages.ConnectionFailed(server, Causes.Of(e)),
                e
            ),
            _ => null,
        };

    private static bool IsUnreachable(Exception e) =>
        e
            is SocketException
            {
                SocketErrorCode: SocketError.TimedOut
                    or SocketError.HostUnreachable
                    or SocketError.HostDown
                    or SocketError.NetworkUnreachable
                    or SocketError.NetworkDown
            };

    private async Task<Channel> ReachAsync(
        Channel client,
        ProxyRequest request,
        string host,
        int port,
        CancellationToken cancellation
    )
    {
        SayAsked(client, Addresses.Join(host, port), request.Line.Method);
        if (request.Fields.Values("Via").Any(via => via.Contains(_via, StringComparison.Ordinal)))
        {
            throw new HttpRefusalException(403, Messages.Circle);
        }

        try
        {
            return await ConnectAsync(host, port, cancellation);
        }
        catch (DotcatException e)
        {
            throw new HttpRefusalException(504, e.Sentence, e); // 502 is for an answer that is none (RFC 9110, section 15.6)
        }
    }

    /// <summary>
    /// Answers, and takes what the client still sends for a while: closing at once would reset the connection, and the
    /// client may not see the answer.
    /// </summary>
    private async Task RefuseAsync(
        Channel client,
        ProxyRequest? request,
        HttpRefusalException refusal,
        CancellationToken cancellation
    )
    {
        string status = HttpAnswer.Status(refusal.Code);
        Reporter.Tell(new Event.Refused(client.Name, refusal.Reason) { Status = status, Cause = refusal });
        byte[] answer = HttpAnswer.Encode(refusal, request?.Line.Method != "HEAD");
        using var limit = new CancellationTokenSource(_linger, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await client.WriteAsync(answer, either.Token);
            await client.CompleteWritesAsync(either.Token);
            byte[] unwanted = new byte[client.ReadSize];
            while (await client.ReadAsync(unwanted, either.Token) > 0) { }
        }
        catch (OperationCanceledException)
        {
            // long enough
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            SayFailure(client, e);
        }
    }
}
