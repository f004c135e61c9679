using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>
/// Answers many peers with the same standard input and output: each gets all of the input that comes while it is
/// there, and what they send is merged, each read in one piece.
/// </summary>
internal sealed class SharedStdioService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter, time)
{
    private static readonly TimeSpan _lookInterval = TimeSpan.FromMilliseconds(20);

    private readonly TaskCompletionSource<ExitCode> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Hub _hub = new(time);
    private readonly SharedInput _input = new(stdio, reporter, time);
    private readonly SharedOutput _output = new(stdio, reporter);

    public override Task<ExitCode> Over => _over.Task;

    /// <inheritdoc/>
    /// <remarks>So the first words of those who come one after the other, datagrams of one each, stay in their order.</remarks>
    public override bool AnswersInPassing => true;

    public override void Start(CancellationToken cancellation)
    {
        _ = EndWithOutputAsync();
        if (!Options.Relay.ReceiveOnly)
        {
            _input.Start(SendAsync, cancellation);
        }
    }

    protected override async Task<Conversation?> AnswerAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        await using var member = new Member(peer, Options.Relay.IdleTimeout, Time, cancellation);
        long before = _input.Total;
        _hub.Join(member.Outbox);
        Conversation conversation = await member.EndAsync(ConverseAsync(member, before, ended, cancellation));
        _hub.Leave(member.Outbox); // after its last byte: whoever waits for all the members waits for that
        return IsDone ? conversation with { Undelivered = 0 } : conversation;
    }

    public override async ValueTask DisposeAsync()
    {
        _output.Dispose();
        await _input.StopAsync(isWanted: !IsDone);
        await base.DisposeAsync();
    }

    private async Task ConverseAsync(Member member, long before, Action ended, CancellationToken cancellation)
    {
        await PassEndOnAsync(member.Outbox);
        if (Options.Relay.SendOnly)
        {
            await _input.Ended.WaitAsync(member.Stop);
        }
        else
        {
            await member.ReceiveAsync(chunk => _output.WriteAsync(chunk.Bytes, member.StopTaking, cancellation));
            if (!Options.Relay.ReceiveOnly)
            {
                ended();
                await _input.WaitForRestAsync(member, before);
            }
        }

        await PassEndOnAsync(member.Outbox);
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        await _input.DeliverToAsync(_hub, cancellation);

        // Whoever serves a peer meets its failure too, and says it.
        Task finished = Task.WhenAll(_hub.Members.Select(FinishAsync));
        await finished.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Options.Relay.SendOnly || Options.Relay.QuitAfter is not null)
        {
            await LingerAsync(Options.Relay.QuitAfter ?? TimeSpan.Zero, cancellation);
            _over.TrySetResult(_input.HasFailed ? ExitCode.Failed : ExitCode.Done);
        }
    }

    /// <summary>The time set, and as long as streams may still answer what they were sent, or what they said is on its way.</summary>
    private async Task LingerAsync(TimeSpan quit, CancellationToken cancellation)
    {
        await Task.Delay(quit, Time, cancellation);
        while (!Options.Relay.SendOnly && (_output.IsWriting || _hub.Members.Any(MayAnswer)))
        {
            await Task.Delay(_lookInterval, Time, cancellation);
        }
    }

    private static bool MayAnswer(Outbox member) =>
        member.Channel.Datagrams is null && member.Idle.Silence < RelayOptions.AnswerWait;

    private async Task FinishAsync(Outbox member)
    {
        await PassEndOnAsync(member);
        await member.EmptiedAsync();
        await (member.Channel.Delivery?.DrainAsync(member.Idle.Token) ?? ValueTask.CompletedTask);
    }

    private Task PassEndOnAsync(Outbox member) =>
        _input.Ended.IsCompleted && Options.Relay.PassesEndOf(stdio) ? member.CompleteAsync() : Task.CompletedTask;

    private async Task EndWithOutputAsync() => _over.TrySetResult(await _output.Over);
}
