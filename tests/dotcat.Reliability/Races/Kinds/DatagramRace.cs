using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Reliability.Races.Scheduling;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Reliability.Races.Kinds;

internal sealed class DatagramRace : Race
{
    private const int Each = 8;

    public override async Task RunAsync(Schedule schedule)
    {
        int count = 1 + schedule.Random.Next(3);
        var bound = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint server = bound.LocalEndPoint!;
        await using var listener = new DatagramPeers([bound], Admissions.Unlimited);
        var seen = new Dictionary<EndPoint, List<byte>>();
        var services = new List<Task>();
        int dropped = 0;
        using var stop = new CancellationTokenSource();
        Task accepting = AcceptAsync();
        var sockets = new List<Socket>();
        for (int i = 0; i < count; i++)
        {
            sockets.Add(Connect(server));
            seen.Add(sockets[i].LocalEndPoint!, []);
        }

        await Task.WhenAll(sockets.Select(socket => SendAsync(schedule, socket)));
        await schedule.UntilAsync(() => seen.Values.Sum(static list => list.Count) + dropped == count * Each);
        await stop.CancelAsync();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(services);
        foreach (List<byte> numbers in seen.Values)
        {
            for (int i = 1; i < numbers.Count; i++)
            {
                Require(numbers[i] > numbers[i - 1], $"datagram {numbers[i]} after {numbers[i - 1]}");
            }

            Require(dropped > 0 || numbers.Count == Each, "datagrams were lost");
        }

        sockets.ForEach(static socket => socket.Dispose());

        async Task AcceptAsync()
        {
            while (true)
            {
                Channel peer = await listener.AcceptAsync(stop.Token);
                services.Add(ServeAsync(peer));
            }
        }

        async Task ServeAsync(Channel peer)
        {
            await Task.Yield();
            List<byte> numbers = seen[peer.Peer!.RemoteEndPoint!];
            byte[] buffer = new byte[16];
            try
            {
                for (int left = 1 + schedule.Random.Next(4); left > 0; left--)
                {
                    RequireSame(2, await peer.ReadAsync(buffer, stop.Token), "bytes of a datagram");
                    numbers.Add(buffer[0]);
                }
            }
            catch (OperationCanceledException) { }

            await peer.DisposeAsync();
            dropped += (int)peer.Datagrams!.Dropped.Datagrams;
        }
    }

    private static Socket Connect(EndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(server);
        return socket;
    }

    private static async Task SendAsync(Schedule schedule, Socket socket)
    {
        for (byte number = 0; number < Each; number++)
        {
            for (int turns = schedule.Random.Next(4); turns > 0; turns--)
            {
                await Task.Yield();
            }

            socket.Send([number, 0]);
        }
    }
}
