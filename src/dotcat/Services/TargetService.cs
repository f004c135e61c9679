using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services;

/// <summary>Joins each peer to a channel that is opened for it.</summary>
internal abstract class TargetService(ServiceOptions options, Reporter reporter, TimeProvider time)
    : Service(options, reporter, time)
{
    /// <summary>The target's socket, and a share of the pipes, of which <see cref="PipePool"/> lends no more than that.</summary>
    public override int DescriptorsEach => 2;

    /// <summary>Joins a client and its target so that each sees what becomes of the other: its end, and its failure.</summary>
    protected async Task<Conversation> TunnelAsync(Channel client, Channel target, CancellationToken cancellation)
    {
        RelayOptions rules = Options.Relay with { KeepSending = true };
        Conversation conversation = await JoinAsync(client, target, rules, cancellation);
        if (conversation.Ending is Ending.Failed { Side: var failed })
        {
            (failed is Side.Peer ? target : client).Reset?.Invoke();
        }

        return conversation;
    }

    /// <summary>Joins a client and its target, to the end of both.</summary>
    protected async Task<Conversation> JoinAsync(
        Channel client,
        Channel target,
        RelayOptions rules,
        CancellationToken cancellation
    )
    {
        Conversation seenFromClient = await new Relay(client, target, rules, Time).RunAsync(cancellation);
        await (AnswersInPassing ? ValueTask.CompletedTask : Poller.LeaveAsync());
        return seenFromClient with
        {
            Peer = client.Name,
            Partner = new Partner.Target(target.Name),
            Sent = seenFromClient.Received,
            Received = seenFromClient.Sent,
            Undelivered = seenFromClient.Unwritten,
            Unwritten = seenFromClient.Undelivered,
            Unsent = ReadOnlyMemory<byte>.Empty,
            IsOfDatagrams = client.Datagrams is not null,
            Ending = seenFromClient.Ending is Ending.Failed failed
                ? failed with
                {
                    Side = failed.Side is Side.Peer ? Side.Input : Side.Peer,
                }
                : seenFromClient.Ending,
        };
    }
}
