using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers a channel with standard input and output.</summary>
internal sealed class StdioService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter, time)
{
    public override LastingChannel? Lasting => stdio as LastingChannel;

    public override async ValueTask DisposeAsync()
    {
        await (Lasting?.DisposeAsync() ?? ValueTask.CompletedTask);
        await base.DisposeAsync();
    }

    protected override async Task<Conversation?> AnswerAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        RelayOptions rules = Options.Relay with
        {
            InputNeedNotEnd = stdio.Input is InputKind.Terminal,
            EndsWithPeer = Options.Relay.EndsWithPeer && stdio.Input is not InputKind.Nothing, // which ends before
        };
        return await new Relay(stdio, peer, rules, Time).RunAsync(cancellation);
    }
}
