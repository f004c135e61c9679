using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat;

/// <summary>
/// A run over one connection after the other: each that an error or its peer has ended is followed by the next one, until
/// there is nothing left to say, nobody to say it to, or the rules of trying again give up. What a connection was not
/// handed is the next one's; what it was handed and may have lost is said, and not sent again.
/// </summary>
/// <param name="rules">How often, and how soon after the last one.</param>
/// <param name="dial">Makes one attempt.</param>
/// <param name="service">Answers each connection.</param>
/// <param name="relay">What the user said about the two directions.</param>
/// <param name="reporter">Told of each connection.</param>
/// <param name="time">Sets the pace.</param>
internal sealed class Reconnecting(
    RetryOptions rules,
    Func<CancellationToken, Task<Channel>> dial,
    Service service,
    RelayOptions relay,
    Reporter reporter,
    TimeProvider time
)
{
    private readonly ConnectRetry _retry = new(rules, reporter, time);

    private readonly LastingChannel? _stdio = service.Lasting;

    /// <summary>What the run is over without; null where it is not read, or never had anything to say.</summary>
    private readonly LastingChannel? _input =
        relay.ReceiveOnly || service.Lasting is { Input: InputKind.Nothing } ? null : service.Lasting;

    private bool _hasLosses;
    private long _lostDatagrams; // their bytes, of which nothing was said unless the user wanted to hear it
    private bool _isReaderGone;

    /// <summary>Serves a connection, and those after it. Owns them.</summary>
    public async Task<ExitCode> RunAsync(Channel first, CancellationToken cancellation)
    {
        try
        {
            Task<Conversation?>? serving = ServeAsync(first, cancellation);
            while (serving is not null)
            {
                Conversation? conversation = await serving;
                if (!GoesOn(conversation))
                {
                    return TellLast(conversation);
                }

                serving = await NextAsync(TellOne(conversation!), cancellation);
            }

            return Over ?? ExitCode.Done;
        }
        catch (DotcatException e)
        {
            reporter.Tell(new Event.Error(e) { Code = e.ExitCode });
            return e.ExitCode;
        }
        finally
        {
            TellRest();
        }
    }

    private async Task<Conversation?> ServeAsync(Channel peer, CancellationToken cancellation)
    {
        await using (peer)
        {
            return await service.ServeAloneAsync(peer, cancellation);
        }
    }

    /// <summary>Whether another connection can be of use; not for a datagram that none will ever take.</summary>
    private bool GoesOn(Conversation? it) =>
        !service.Over.IsCompleted
        && it is { InputIsOver: false, Ending: Ending.Finished or Ending.Failed { Side: Side.Peer } }
        && it.Ending is not Ending.Failed { Cause: SocketException { SocketErrorCode: SocketError.MessageSize } };

    /// <summary>Whether it was no better than a refusal: whoever makes such connections is to be asked less and less often.</summary>
    private bool IsFruitless(Conversation it) =>
        it.Duration < rules.MaxDelay && it.Received == 0 && (it.IsOfDatagrams || it.Sent <= it.Lost);

    /// <summary>The next conversation, which has begun; null where there will be none.</summary>
    private async Task<Task<Conversation?>?> NextAsync(DotcatException end, CancellationToken cancellation)
    {
        using var between = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task<Task<Conversation?>?> connecting = ConnectAsync(end, between.Token, cancellation);
        Task readerGone =
            relay.SendOnly || _stdio?.Delivery is not { } delivery
                ? Task.Delay(Timeout.Infinite, between.Token)
                : delivery.WaitUntilGoneAsync(between.Token);
        await Task.WhenAny(connecting, readerGone, service.Over);
        await between.CancelAsync();
        try
        {
            return await connecting;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            if (readerGone.IsCompletedSuccessfully)
            {
                reporter.Say(Verbosity.Events, Messages.ReaderGone());
                _isReaderGone = true;
            }

            return null;
        }
    }

    private async Task<Task<Conversation?>?> ConnectAsync(
        DotcatException end,
        CancellationToken between,
        CancellationToken run
    ) =>
        await HasInputEndedAsync(RelayOptions.AnswerWait, between)
            ? null
            : await _retry.RunAgainAsync(end, attempt => TryAsync(attempt, run), between);

    /// <summary>An attempt fails also by a connection that comes to nothing, so that the pauses go on growing.</summary>
    private async Task<Task<Conversation?>?> TryAsync(CancellationToken attempt, CancellationToken run)
    {
        if (await HasInputEndedAsync(TimeSpan.Zero, attempt))
        {
            return null;
        }

        Channel peer = await dial(attempt);
        reporter.Tell(new Event.Connected(peer));
        Task<Conversation?> serving = ServeAsync(peer, run);
        await ((Task)serving)
            .WaitAsync(rules.MaxDelay, time, attempt)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        bool isFruitless = serving.IsCompletedSuccessfully && await serving is { } it && GoesOn(it) && IsFruitless(it);
        return isFruitless ? throw TellOne((await serving)!) : serving;
    }

    private async Task<bool> HasInputEndedAsync(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            return _input is not null && await _input.HasEndedAsync(limit, cancellation);
        }
        catch (IOException e)
        {
            throw new DotcatException(Messages.CannotReadInput(Causes.Of(e)), ExitCode.Failed, e);
        }
    }

    /// <summary>Tells of a conversation that another one follows, and puts back what that one is to send.</summary>
    /// <returns>What is to be mended by connecting again.</returns>
    private DotcatException TellOne(Conversation it)
    {
        if (_input is not null)
        {
            _input.GiveBack(it.Unsent);
            it = it with { Undelivered = it.Lost, Unsent = ReadOnlyMemory<byte>.Empty };
        }

        new ConversationReport(reporter, isOfMany: true).Tell(it);
        _hasLosses |= it.HasLosses || it.MayBeUnread;
        _lostDatagrams += it is { IsOfDatagrams: true, Partner: Partner.Stdio } ? it.Undelivered : 0;
        Exception? failure = (it.Ending as Ending.Failed)?.Cause;
        string cause = failure is null ? Messages.PeerEnded : Causes.Of(failure);
        return new DotcatException(
            Messages.ConnectionFailed(it.Peer, cause),
            cause,
            ExitCode.Failed,
            isTransient: true,
            failure
        );
    }

    private ExitCode TellLast(Conversation? it)
    {
        _isReaderGone = it is { Ending: Ending.ReaderGone };
        ExitCode? over = it is { Ending: Ending.Stopped } && !service.Over.IsCompleted ? null : Over;
        return it is null ? over ?? ExitCode.Failed : new ConversationReport(reporter, isOfMany: false).Tell(it, over);
    }

    /// <summary>What no connection was handed, and what was not said yet.</summary>
    private void TellRest()
    {
        long rest = _lostDatagrams + (_stdio?.Ahead ?? 0);
        if (rest > 0 && !_isReaderGone)
        {
            Sentence words = Messages.InputUndelivered(rest);
            reporter.Tell(new Event.Error(words) { Undelivered = rest });
        }
    }

    /// <summary>What the run ends with, whatever comes of its last conversation; null where that decides.</summary>
    private ExitCode? Over =>
        service.Over is { IsCompletedSuccessfully: true, Result: var code } ? code
        : !_isReaderGone && (_hasLosses || _stdio is { Ahead: > 0 }) ? ExitCode.Failed
        : null;
}
