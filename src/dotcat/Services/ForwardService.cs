using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services.Proxying;

namespace Dotcat.Services;

/// <summary>Connects each client to the same target.</summary>
/// <param name="dial">
/// Opens a channel to the target for a client. It is given what to do with the connection before anything is said over it.
/// </param>
/// <param name="options">How an exchange is to be.</param>
/// <param name="reporter">Told of each connection.</param>
/// <param name="time">The run's clock.</param>
internal sealed class ForwardService(
    Func<Channel, Func<Channel, CancellationToken, Task>, CancellationToken, Task<Channel>> dial,
    ServiceOptions options,
    Reporter reporter,
    TimeProvider time
) : TargetService(options, reporter, time)
{
    private readonly Circles _circles = new();

    public override bool AnswersInPassing => Options.KeepOpen && Recorder is null && !Reporter.Says(Verbosity.Events);

    protected override async Task<Conversation?> AnswerAsync(
        Channel client,
        Action ended,
        CancellationToken cancellation
    )
    {
        if (await _circles.CloseAsync(client, cancellation))
        {
            return null; // which was said when the connection was made
        }

        if (await ReachAsync(client, cancellation) is not { } target)
        {
            return null;
        }

        await using (target)
        {
            Reporter.Tell(new Event.Connected(target));
            return await TunnelAsync(client, target, cancellation);
        }
    }

    /// <summary>A channel to the target; null where there is none for this client, which was said.</summary>
    /// <exception cref="DotcatException">There is none, and the client was the only one.</exception>
    private async Task<Channel?> ReachAsync(Channel client, CancellationToken cancellation)
    {
        try
        {
            return await _circles.WatchAsync(dial(client, MeetAsync, cancellation));
        }
        catch (DotcatException e)
        {
            if (client.HasUnread)
            {
                client.Reset?.Invoke(); // it is not to take for delivered what it has sent
            }

            if (!Options.KeepOpen)
            {
                throw;
            }

            await Poller.LeaveAsync(); // whoever takes the words may keep us waiting
            Reporter.Tell(new Event.Error(e) { Peer = client.Name });
            return null;
        }
    }

    private Task MeetAsync(Channel target, CancellationToken cancellation)
    {
        if (!OwnEndPoints.Have(target, Listening))
        {
            return Task.CompletedTask;
        }

        _circles.Open(target);
        throw new DotcatException(
            Messages.CannotConnect(target.Name, Messages.Circle),
            Messages.Circle,
            ExitCode.Failed
        );
    }
}
