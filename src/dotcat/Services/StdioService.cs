using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Answers a channel with standard input and output.</summary>
internal sealed class StdioService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter, time)
{
    protected override async Task<Conversation?> AnswerAsync(Channel peer, Action ended, CancellationToken cancellation)
    {
        RelayOptions rules = Options.Relay with { InputNeedNotEnd = stdio.Input is InputKind.Terminal };
        return await new Relay(stdio, peer, rules, Time).RunAsync(cancellation);
    }
}
