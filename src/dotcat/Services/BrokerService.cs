using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Sends what one peer sends to all the others, and standard input to all of them.</summary>
internal sealed class BrokerService(Channel stdio, ServiceOptions options, Reporter reporter, TimeProvider time)
    : HubService(stdio, options, reporter, time)
{
    protected override async Task ConverseAsync(Outbox member, CancellationToken cancellation)
    {
        await ReceiveAsync(
            member,
            async (sender, chunk) =>
            {
                await Hub.BroadcastAsync(chunk, sender, Patience, cancellation);
                return true;
            }
        );

        // Time for an answer, and not for all that the others may go on saying.
        await Task.Delay(RelayOptions.Grace, Time, member.Idle.Token);
    }
}
