using System.Net;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat;

/// <summary>One run of the tool: a channel is dialled or arrives, and standard input and output answer it.</summary>
internal sealed class Session(SessionOptions options, Func<Channel> openStdio, Reporter reporter, TimeProvider time)
{
    /// <summary>Never throws for what the network or the user did: that is said, and told by the exit code.</summary>
    public async Task<ExitCode> RunAsync(CancellationToken cancellation)
    {
        try
        {
            await using Channel peer = await MeetAsync(cancellation);
            var service = new StdioService(openStdio(), options.Stdio, reporter, time);
            return await service.ServeAsync(peer, cancellation);
        }
        catch (DotcatException e)
        {
            reporter.SayFailure(e.Message, e);
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Failed;
        }
    }

    private async Task<Channel> MeetAsync(CancellationToken cancellation)
    {
        if (options.Dial is null && options.UnixDial is null)
        {
            return await AcceptAsync(cancellation);
        }

        Channel peer = await RetryingAsync<Channel>(
            options.Dial is { } dial
                ? new Dialer(dial, reporter, time).DialAsync
                : new UnixDialer(options.UnixDial!, reporter, time).DialAsync,
            cancellation
        );
        reporter.Say(Verbosity.Events, Messages.Connected(peer.Name));
        return peer;
    }

    private async Task<Channel> AcceptAsync(CancellationToken cancellation)
    {
        await using Listener listener = await RetryingAsync(OpenListenerAsync, cancellation);
        Verbosity level = options.Listen is { Port: 0 } ? Verbosity.Quiet : Verbosity.Events;
        reporter.Say(level, Messages.Listening(listener.Names));

        using var limit = new CancellationTokenSource(options.AcceptTimeout ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            Channel peer = await listener.AcceptAsync(either.Token);
            reporter.Say(Verbosity.Events, Greeting(peer));
            return peer;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            string cause = Messages.NobodyConnected(options.AcceptTimeout!.Value);
            throw new DotcatException(cause, cause, ExitCode.Failed);
        }
    }

    private string Greeting(Channel peer) =>
        peer is DatagramSocketChannel datagrams ? Messages.Met(peer.Name, datagrams.FirstLength)
        : options.UnixListen is null ? Messages.Accepted(peer.Name)
        : Messages.AcceptedOn(peer.Name);

    private async Task<Listener> OpenListenerAsync(CancellationToken cancellation)
    {
        if (options.UnixListen is { } unix)
        {
            return Binding.Open(unix);
        }

        ListenOptions listen = options.Listen!;
        IReadOnlyList<IPAddress> addresses = listen.Host is null
            ? []
            : await new HostResolver(listen.Family, listen.NumericOnly).ResolveAsync(listen.Host, cancellation);
        return Binding.Open(listen, addresses);
    }

    private Task<T> RetryingAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation) =>
        options.Retry is { } retry
            ? new ConnectRetry(retry, reporter, time).RunAsync(attempt, cancellation)
            : attempt(cancellation);
}
