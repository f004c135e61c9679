using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Interop;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat;

/// <summary>Lets clients in and has a service answer them: one and then no more, or all that come.</summary>
internal sealed class Server(
    Listener listener,
    Service service,
    Admission admission,
    Endpoint.Listening place,
    Reporter reporter,
    ConversationReport report,
    TimeProvider time
) : IAsyncDisposable
{
    private readonly Arrivals _arrivals = new(listener, place.AcceptTimeout, reporter, time)
    {
        OneByOne = place.OneByOne,
    };

    /// <summary>
    /// Makes an arrival the channel of the client whose it is said to be; gives null for one that is to be closed, which was
    /// told. Null where nothing is said.
    /// </summary>
    public Func<Channel, CancellationToken, Task<Channel?>>? Introduce { get; set; }

    /// <summary>Makes a client's channel a TLS session, and owns it from then on; null for none.</summary>
    public Func<Channel, CancellationToken, Task<Channel>>? Secure { get; set; }

    /// <summary>How many can be served at the same time; null for no limit.</summary>
    public DescriptorBudget? Descriptors
    {
        get => _arrivals.Descriptors;
        set => _arrivals.Descriptors = value;
    }

    /// <summary>The first client; nobody else is let in.</summary>
    /// <exception cref="DotcatException">Nobody came in time, or can come any more.</exception>
    public async Task<Channel> AcceptOneAsync(CancellationToken cancellation)
    {
        Channel client = await (
            Introduce is null ? AcceptFirstAsync(cancellation) : AcceptFirstIntroducedAsync(Introduce, cancellation)
        );
        await Poller.LeaveAsync();
        await listener.DisposeAsync();
        return Secure is null ? client : await Secure(client, cancellation);
    }

    /// <summary>Serves all that come at the same time, until the service has nothing left for them.</summary>
    /// <exception cref="DotcatException">Nobody came in time, or can come any more.</exception>
    public async Task<ExitCode> ServeAllAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        service.Start(stop.Token);
        await _arrivals.MeetAllAsync(ServeAsync, service.Over, stop);
        return service.Over.IsCompletedSuccessfully ? await service.Over : ExitCode.Done;
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task<Channel> AcceptFirstAsync(CancellationToken cancellation)
    {
        Channel client = await _arrivals.AcceptAsync(cancellation);
        Welcome(client, client);
        return client;
    }

    /// <summary>Whoever is introduced first: one that says nothing is not to keep the others waiting.</summary>
    private async Task<Channel> AcceptFirstIntroducedAsync(
        Func<Channel, CancellationToken, Task<Channel?>> introduce,
        CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var first = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _arrivals.MeetAllAsync(MeetAsync, first.Task, stop);
        return await first.Task;

        async Task MeetAsync(Channel arrival, CancellationToken token)
        {
            await Task.Yield(); // nor is the next one to wait for this one
            bool isFirst = false;
            try
            {
                Channel? client = await introduce(arrival, token);
                isFirst = client is not null && first.TrySetResult(client);
                if (isFirst)
                {
                    Welcome(client!, arrival);
                }
                else if (client is not null)
                {
                    reporter.Tell(new Event.Refused(client.Name, Messages.Surplus(1)));
                }
            }
            catch (OperationCanceledException) when (token.IsCancellationRequested)
            {
                // another one was faster
            }
            finally
            {
                if (!isFirst)
                {
                    admission.Leave();
                    _arrivals.EndTurn();
                    await arrival.DisposeAsync();
                }
            }
        }
    }

    /// <summary>Takes notice of a client that is let in.</summary>
    private void Welcome(Channel client, Channel arrival)
    {
        _arrivals.HaveMet();
        reporter.Tell(new Event.Accepted(client) { Proxy = ReferenceEquals(client, arrival) ? null : arrival.Name });
    }

    private async Task ServeAsync(Channel arrival, CancellationToken cancellation)
    {
        if (Introduce is null)
        {
            Welcome(arrival, arrival);
        }

        if (Introduce is not null || Secure is not null || !service.AnswersInPassing)
        {
            await Task.Yield(); // the next one is not to wait for a handshake, or for a program to start
        }

        Channel peer = arrival;
        bool isCounted = true;
        try
        {
            try
            {
                if (Introduce is not null)
                {
                    if (await Introduce(arrival, cancellation) is not { } client)
                    {
                        return;
                    }

                    peer = client;
                    Welcome(client, arrival);
                }

                peer = Secure is null ? peer : await Secure(peer, cancellation);
                if (await service.ServeAsync(peer, GiveUpPlace, cancellation) is { } conversation)
                {
                    await (report.Says(conversation) ? Poller.LeaveAsync() : ValueTask.CompletedTask);
                    report.Tell(conversation);
                }
            }
            finally
            {
                GiveUpPlace(); // first, since a datagram peer that has more to say comes back at once
                await peer.DisposeAsync();
            }
        }
        catch (DotcatException e)
        {
            await Poller.LeaveAsync(); // whoever takes the words may keep us waiting
            // What could not be tried is no client's doing.
            Verbosity level = e.ExitCode is ExitCode.NothingTried ? Verbosity.Quiet : Verbosity.Events;
            reporter.Tell(new Event.Error(e) { Asked = level, Peer = peer.Name });
        }
#pragma warning disable CA1031 // said; the others are none the worse for it
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            await Poller.LeaveAsync();
            reporter.Tell(Event.Error.Of(peer.Name, e));
        }
        finally
        {
            if (peer.Datagrams?.Dropped is (> 0, _) and var (datagrams, bytes))
            {
                Sentence words = Messages.DatagramsDropped(peer.Name, datagrams, bytes);
                reporter.Tell(new Event.Error(words) { Peer = peer.Name, Unwritten = bytes });
            }
        }

        void GiveUpPlace()
        {
            if (isCounted)
            {
                isCounted = false;
                admission.Leave();
                _arrivals.EndTurn();
            }
        }
    }
}
