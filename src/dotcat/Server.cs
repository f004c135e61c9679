using System.Net.Sockets;
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
    /// <summary>How long to wait for what nobody here can free.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _allGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _oneGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _saidExhausted;
    private int _busy = 1; // this server itself, until it accepts no more

    /// <summary>Makes an arrival's channel a TLS session, and owns it from then on; null for none.</summary>
    public Func<Channel, CancellationToken, Task<Channel>>? Secure { get; set; }

    /// <summary>How many can be served at the same time; null for no limit.</summary>
    public DescriptorBudget? Descriptors { get; set; }

    /// <summary>The first client; nobody else is let in.</summary>
    /// <exception cref="DotcatException">Nobody came in time, or can come any more.</exception>
    public async Task<Channel> AcceptOneAsync(CancellationToken cancellation)
    {
        Channel arrival;
        try
        {
            arrival = await AcceptAsync(place.AcceptTimeout, cancellation);
        }
        catch (SocketException e)
        {
            throw SocketFailure.Listen(listener.Names, e);
        }

        await Poller.LeaveAsync();
        await listener.DisposeAsync();
        return Secure is null ? arrival : await Secure(arrival, cancellation);
    }

    /// <summary>Serves all that come at the same time, until the service has nothing left for them.</summary>
    /// <exception cref="DotcatException">Nobody came in time, or can come any more.</exception>
    public async Task<ExitCode> ServeAllAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        service.Start(stop.Token);
        Task accepting = AcceptAllAsync(stop.Token);
        await Task.WhenAny(accepting, service.Over);
        await stop.CancelAsync();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Left();
        await _allGone.Task;
        if (service.Over.IsCompletedSuccessfully)
        {
            return await service.Over;
        }

        await accepting;
        return ExitCode.Done;
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task AcceptAllAsync(CancellationToken cancellation)
    {
        TimeSpan? limit = place.AcceptTimeout; // for the first one
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task oneGone = _oneGone.Task;
            if (Descriptors?.HasRoom(Volatile.Read(ref _busy) - 1) == false)
            {
                await WaitForDescriptorAsync(oneGone, cancellation);
                continue;
            }

            try
            {
                Channel peer = await AcceptAsync(limit, cancellation);
                limit = null;
                int present = Interlocked.Increment(ref _busy) - 1;
                if (peer.Descriptors is { } socket)
                {
                    Descriptors?.Learn(socket.Read, present);
                }

                _ = ServeAsync(peer, cancellation);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TooManyOpenSockets)
            {
                await WaitForDescriptorAsync(oneGone, cancellation);
            }
            catch (SocketException e)
                when (e.SocketErrorCode is SocketError.NoBufferSpaceAvailable or SocketError.SocketError)
            {
                // The base library has a word neither for ENOMEM nor for EPROTO and ENONET.
                await Task.Delay(_pause, time, cancellation);
            }
            catch (SocketException e)
            {
                throw SocketFailure.Listen(listener.Names, e);
            }
        }
    }

    private async Task<Channel> AcceptAsync(TimeSpan? longest, CancellationToken cancellation)
    {
        try
        {
            Task<Channel> arrival = listener.AcceptAsync(cancellation);
            Channel peer = await (longest is { } limit ? arrival.WaitAsync(limit, time, cancellation) : arrival);
            reporter.Tell(new Event.Accepted(peer));
            return peer;
        }
        catch (TimeoutException e)
        {
            throw new DotcatException(Messages.NobodyConnected(longest!.Value), ExitCode.Failed, e);
        }
    }

    private async Task ServeAsync(Channel arrival, CancellationToken cancellation)
    {
        if (Secure is not null || !service.AnswersInPassing)
        {
            await Task.Yield(); // the next one is not to wait for a handshake, or for a program to start
        }

        Channel peer = arrival;
        bool isCounted = true;
        try
        {
            try
            {
                peer = Secure is null ? arrival : await Secure(arrival, cancellation);
                if (await service.ServeAsync(peer, GiveUpPlace, cancellation) is { } conversation)
                {
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
            // What could not be tried is no client's doing.
            Verbosity level = e.ExitCode is ExitCode.NothingTried ? Verbosity.Quiet : Verbosity.Events;
            reporter.Tell(new Event.Error(e) { Asked = level, Peer = peer.Name });
        }
#pragma warning disable CA1031 // said; the others are none the worse for it
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            reporter.Tell(Event.Error.Of(peer.Name, e));
        }
        finally
        {
            if (peer.Datagrams?.Dropped is (> 0, _) and var (datagrams, bytes))
            {
                Sentence words = Messages.DatagramsDropped(peer.Name, datagrams, bytes);
                reporter.Tell(new Event.Error(words) { Peer = peer.Name, Unwritten = bytes });
            }

            Left();
        }

        void GiveUpPlace()
        {
            if (isCounted)
            {
                isCounted = false;
                admission.Leave();
            }
        }
    }

    private void Left()
    {
        int busy = Interlocked.Decrement(ref _busy);
        Interlocked.Exchange(ref _oneGone, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        if (busy == 0)
        {
            _allGone.SetResult();
        }
    }

    private async Task WaitForDescriptorAsync(Task oneGone, CancellationToken cancellation)
    {
        if (!_saidExhausted)
        {
            _saidExhausted = true;
            await Poller.LeaveAsync();
            reporter.Tell(new Event.Error(Messages.OutOfDescriptors()));
        }

        await Task.WhenAny(oneGone, Task.Delay(_pause, time, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }
}
