using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Sends what one peer sends to all the others, and standard input to all of them.</summary>
internal sealed class BrokerService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter, time)
{
    private readonly Hub _hub = new(time);
    private readonly SharedInput _input = new(stdio, reporter, time);

    public override void Start(CancellationToken cancellation) =>
        _input.Start(run => _input.DeliverToAsync(_hub, run), cancellation);

    protected override async Task<Conversation?> AnswerAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        await using var member = new Member(peer, Options.Relay.IdleTimeout, Time, cancellation);
        long before = _input.Total;
        _hub.Join(member.Outbox);
        Conversation conversation = await member.EndAsync(ConverseAsync(member, before, ended, cancellation));
        _hub.Leave(member.Outbox);
        return conversation;
    }

    public override async ValueTask DisposeAsync()
    {
        await _input.StopAsync(isWanted: true);
        await base.DisposeAsync();
    }

    private async Task ConverseAsync(Member member, long before, Action ended, CancellationToken cancellation)
    {
        await member.ReceiveAsync(async chunk =>
        {
            await _hub.BroadcastAsync(chunk, member.Outbox, Hub.HoldLimit, cancellation);
            return true;
        });

        ended();
        Task answer = Task.Delay(RelayOptions.AnswerWait, Time, member.Stop); // time for one, whatever standard input does
        await _input.WaitForRestAsync(member, before);
        await answer;
    }
}
