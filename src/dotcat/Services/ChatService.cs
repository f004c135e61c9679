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
internal sealed class ChatService : HubService
{
    private readonly ChatRoom _room;
    private Outbox? _host;
    private CancellationToken _stop;
    private Task _showing = Task.CompletedTask;

    public ChatService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
        : base(stdio, options, reporter, time) => _room = new ChatRoom(Hub, new Hub(time));

    public override void Start(CancellationToken cancellation)
    {
        _stop = cancellation;
        _host = new Outbox(Stdio, new IdleTimer(limit: null, Time, cancellation), Time);
        _room.Open(_host);
        _showing = ShowAsync(_host);
        if (Options.Relay.ReceiveOnly)
        {
            _room.Withdraw(_host, isTold: false);
        }

        StartFeeding(cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        await _showing;
        if (_host is not null)
        {
            await _host.Idle.DisposeAsync();
        }

        await base.DisposeAsync();
    }

    protected override void Join(Outbox member) => _room.Enter(member);

    protected override void Leave(Outbox member) => _room.Leave(member, isTold: !_stop.IsCancellationRequested);

    protected override Task ReadyForInputAsync() => Task.CompletedTask;

    protected override async Task ConverseAsync(Outbox member, CancellationToken cancellation)
    {
        await ReceiveAsync(
            member,
            async (sender, chunk) =>
            {
                await TakeAsync(sender, chunk.Bytes, sender.Channel.Datagrams is not null);
                return true;
            }
        );
        await TakeAsync(member, default, isEnd: true);
    }

    protected override ValueTask TakeInputAsync(Chunk chunk, CancellationToken cancellation) =>
        _room.TakeAsync(_host!, chunk.Bytes, isEnd: false, Timeout.InfiniteTimeSpan, cancellation);

    protected override async Task FinishInputAsync(CancellationToken cancellation)
    {
        await _room.TakeAsync(_host!, default, isEnd: true, Timeout.InfiniteTimeSpan, cancellation);
        _room.Withdraw(_host!, isTold: true);
    }

    private ValueTask TakeAsync(Outbox sender, ReadOnlyMemory<byte> bytes, bool isEnd) =>
        _room.TakeAsync(sender, bytes, isEnd, Patience, sender.Idle.Token);

    /// <summary>Until standard output takes nothing any more; the talk goes on without a reader who does not read.</summary>
    private async Task ShowAsync(Outbox output)
    {
        Task over = Task.Delay(Timeout.Infinite, output.Idle.Token);
        Task readerGone = Stdio.Delivery?.WaitUntilGoneAsync(output.Idle.Token) ?? over;
        await Task.WhenAny(readerGone, over);
        if (readerGone.IsCompletedSuccessfully || output.Failure is BrokenPipeException)
        {
            End(ExitCode.Done);
            return;
        }

        if (output.IsDropped)
        {
            Reporter.Say(Messages.OutputDropped());
        }
        else if (output.Failure is { } failure)
        {
            Reporter.SayFailure(Messages.CannotWriteOutput(Causes.Of(failure)), failure);
        }

        if (output.Pending is > 0 and var bytes)
        {
            Reporter.Say(Messages.Unwritten(bytes));
        }

        if (output.Failure is not null)
        {
            End(ExitCode.Failed);
        }
    }
}
