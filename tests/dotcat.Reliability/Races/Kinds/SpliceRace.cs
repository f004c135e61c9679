using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class SpliceRace : Race
{
    private const int Most = 40_000;

    public override async Task RunAsync(Schedule schedule)
    {
        Pollers.Renew();
        Random random = schedule.Random;
        using var local = new UnixPair();
        using var remote = new UnixPair();
        await using var localChannel = new StreamSocketChannel(local.Own, "local");
        await using var remoteChannel = new StreamSocketChannel(remote.Own, "remote");
        byte[] outward = new byte[random.Next(Most)];
        byte[] inward = new byte[random.Next(Most)];
        random.NextBytes(outward);
        random.NextBytes(inward);
        using var stop = new CancellationTokenSource();
        Task<Conversation> running = new Relay(localChannel, remoteChannel, new RelayOptions(), schedule.Time).RunAsync(
            stop.Token
        );
        bool stops = random.Next(3) == 0;
        bool breaks = random.Next(3) == 0;
        var seenRemotely = new List<byte>();
        var seenLocally = new List<byte>();
        int breaksAfter = breaks ? random.Next(Most) : int.MaxValue;
        Task[] peers =
        [
            FeedAsync(schedule, local.Peer, outward),
            FeedAsync(schedule, remote.Peer, inward),
            TakeAsync(schedule, local.Peer, seenLocally, int.MaxValue),
            TakeAsync(schedule, remote.Peer, seenRemotely, breaksAfter),
        ];
        if (stops)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), schedule.Time);
            await stop.CancelAsync();
        }

        Conversation it = await running;
        await localChannel.DisposeAsync();
        await remoteChannel.DisposeAsync();
        await Task.WhenAll(peers);

        Require(outward.AsSpan().StartsWith(seenRemotely.ToArray()), "what was sent is not a beginning of the input");
        Require(inward.AsSpan().StartsWith(seenLocally.ToArray()), "what was received is not a beginning of what came");
        RequireSame(seenLocally.Count, (int)it.Received, "bytes counted as received");
        Require(
            seenRemotely.Count <= it.Sent,
            $"{seenRemotely.Count} bytes arrived, and {it.Sent} are counted as sent"
        );
        bool mayBreakLater = breaks && it.Ending is Ending.Stopped; // the system goes on delivering, as long as there is a peer
        Require(
            mayBreakLater || seenRemotely.Count + it.Undelivered >= it.Sent + it.Unsent.Length,
            $"{it.Sent} sent, {it.Unsent.Length} unsent, {seenRemotely.Count} arrived, and only {it.Undelivered} told as undelivered, {it.Ending.Name}"
        );
        Require(
            outward.AsSpan((int)it.Sent).StartsWith(it.Unsent.Span),
            "what is to be sent again is not what comes after what was sent"
        );
        if (!stops && !breaks)
        {
            Require(it.Ending is Ending.Finished, $"{it.Ending.Name} where nothing failed");
            RequireSame((outward.Length, inward.Length), (seenRemotely.Count, seenLocally.Count), "bytes that arrived");
        }

        RequireSame(0, Pollers.CountWatched(), "descriptors still watched");
        RequireSame(0, Pollers.CountLent(), "pipes not given back");
    }

    private static async Task FeedAsync(Schedule schedule, Socket socket, byte[] bytes)
    {
        try
        {
            for (int done = 0; done < bytes.Length; )
            {
                int size = Math.Min(1 + schedule.Random.Next(20_000), bytes.Length - done);
                done += await socket.SendAsync(bytes.AsMemory(done, size), CancellationToken.None);
                if (schedule.Random.Next(3) == 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(schedule.Random.Next(10)), schedule.Time);
                }
            }

            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException) { } // the relay has gone
        catch (ObjectDisposedException) { } // we have
    }

    private static async Task TakeAsync(Schedule schedule, Socket socket, List<byte> seen, int breaksAfter)
    {
        byte[] buffer = new byte[30_000];
        try
        {
            while (true)
            {
                int count = await socket.ReceiveAsync(
                    buffer.AsMemory(0, 1 + schedule.Random.Next(buffer.Length)),
                    CancellationToken.None
                );
                seen.AddRange(buffer.AsSpan(0, count));
                if (count == 0)
                {
                    return;
                }

                if (seen.Count > breaksAfter)
                {
                    socket.Dispose();
                    return;
                }

                await Task.Yield();
            }
        }
        catch (SocketException) { } // with bytes unread
    }
}
