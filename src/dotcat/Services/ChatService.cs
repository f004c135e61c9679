using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services.Chat;

namespace Dotcat.Services;

/// <summary>
/// Lets peers talk in whole lines, each under its sender's name. Standard input takes part as one of them, and
/// standard output shows all that is said.
/// </summary>
internal sealed class ChatService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter, time)
{
    private readonly TaskCompletionSource<ExitCode> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChatRoom _room = new(new Hub(time), new Hub(time));
    private readonly SharedInput _input = new(stdio, reporter, time);
    private Member? _host;
    private Task _showing = Task.CompletedTask;

    public override Task<ExitCode> Over => _over.Task;

    public override void Start(CancellationToken cancellation)
    {
        _host = new Member(stdio, idleLimit: null, Time, cancellation);
        Outbox host = _host.Outbox;
        _room.Open(host);
        _showing = ShowAsync(host);
        if (Options.Relay.ReceiveOnly)
        {
            _room.Withdraw(host, isTold: false);
        }
        else
        {
            _input.Start(run => SpeakAsync(host, run), cancellation);
        }
    }

    protected override async Task<Conversation?> AnswerAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        await using var member = new Member(peer, Options.Relay.IdleTimeout, Time, cancellation);
        _room.Enter(member.Outbox);
        Conversation conversation = await member.EndAsync(ConverseAsync(member));
        _room.Leave(member.Outbox, isTold: !cancellation.IsCancellationRequested);
        return IsDone ? conversation with { Undelivered = 0 } : conversation;
    }

    public override async ValueTask DisposeAsync()
    {
        await _showing;
        await _input.StopAsync(isWanted: !IsDone);
        await (_host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
    }

    /// <summary>Whoever ends has left, and is not kept for what the others go on saying.</summary>
    private async Task ConverseAsync(Member member)
    {
        bool isDatagram = member.Channel.Datagrams is not null;
        await member.ReceiveAsync(async chunk =>
        {
            await _room.TakeAsync(member.Outbox, chunk.Bytes, isDatagram, Hub.HoldLimit, member.StopTaking);
            return true;
        });
        await _room.TakeAsync(member.Outbox, default, isEnd: true, Hub.HoldLimit, member.Stop);
    }

    private async Task SpeakAsync(Outbox host, CancellationToken cancellation)
    {
        while (await _input.ReadAsync(int.MaxValue, cancellation) is { } chunk)
        {
            await _room.TakeAsync(host, chunk.Bytes, isEnd: false, Timeout.InfiniteTimeSpan, cancellation);
            chunk.Release();
        }

        await _room.TakeAsync(host, default, isEnd: true, Timeout.InfiniteTimeSpan, cancellation);
        _room.Withdraw(host, isTold: true);
    }

    /// <summary>Until standard output takes nothing any more; the talk goes on without a reader who does not read.</summary>
    private async Task ShowAsync(Outbox output)
    {
        Task over = Task.Delay(Timeout.Infinite, output.Idle.Token);
        Task readerGone = stdio.Delivery?.WaitUntilGoneAsync(output.Idle.Token) ?? over;
        await Task.WhenAny(readerGone, over);
        if (readerGone.IsCompletedSuccessfully || output.Failure is BrokenPipeException)
        {
            _over.TrySetResult(ExitCode.Done);
            return;
        }

        if (output.IsDropped)
        {
            Reporter.Tell(new Event.Error(Messages.OutputDropped()));
        }
        else if (output.Failure is { } failure)
        {
            Reporter.Tell(Event.Error.OfOutput(failure));
        }

        if (output.InFlight is > 0 and var bytes)
        {
            Reporter.Tell(new Event.Error(Messages.Unwritten(bytes)) { Unwritten = bytes });
        }

        if (output.Failure is not null)
        {
            _over.TrySetResult(ExitCode.Failed);
        }
    }
}
