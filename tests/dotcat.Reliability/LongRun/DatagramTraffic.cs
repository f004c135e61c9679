using System.Net;
using System.Net.Sockets;

namespace Dotcat.Reliability.LongRun;

/// <summary>Clients of an echo over UDP, which has as much on its way to it as its socket has room for, and no more.</summary>
internal sealed class DatagramTraffic : Traffic
{
    private const int Workers = 4;

    /// <summary>Datagrams that are on their way at once.</summary>
    private const int Window = 8;

    public override IReadOnlyList<string> Arguments { get; } = ["-luk", "--echo", "-i", "5", "--deny", $"{Denied}"];

    public override Task RunAsync(IPEndPoint listener, int seed, CancellationToken over, CancellationToken limit) =>
        WorkAsync(
            Workers,
            seed,
            random =>
                random.Next(100) switch
                {
                    < 60 => PlayAsync(listener, random, random.Next(1, 5), pause: 0, limit),
                    < 70 => PlayAsync(listener, random, random.Next(100, 2000), pause: 0, limit),
                    < 75 => PlayAsync(listener, random, random.Next(10, 50), random.Next(5, 20), limit),
                    < 85 => LeaveAsync(listener, IPAddress.Any, random, limit),
                    < 95 => WaitAsync(listener, random, limit),
                    _ => LeaveAsync(listener, Denied, random, limit),
                },
            over
        );

    /// <summary>Rounds of a few datagrams, read after a pause, in milliseconds.</summary>
    private async Task PlayAsync(IPEndPoint listener, Random random, int rounds, int pause, CancellationToken limit)
    {
        using Socket socket = await ConnectAsync(listener, IPAddress.Any, limit);
        byte[] buffer = new byte[2000];
        long total = 0;
        for (int round = 0; round < rounds; round++)
        {
            ReadOnlyMemory<byte>[] sent =
            [
                .. Enumerable
                    .Range(0, random.Next(1, Window))
                    .Select(_ => RandomBytes.Take(random, random.Next(1, 1400))),
            ];
            foreach (ReadOnlyMemory<byte> datagram in sent)
            {
                _ = await socket.SendAsync(datagram, limit);
            }

            await (pause > 0 ? Task.Delay(pause, limit) : Task.CompletedTask);
            foreach (ReadOnlyMemory<byte> datagram in sent)
            {
                int count = await socket.ReceiveAsync(buffer, limit);
                BrokenException.ThrowUnless(
                    datagram.Span.SequenceEqual(buffer.AsSpan(0, count)),
                    $"another datagram came back ({count} bytes instead of {datagram.Length})"
                );
                total += count;
            }
        }

        Volume.Add(total);
    }

    /// <summary>Whoever answers finds nobody.</summary>
    private async Task LeaveAsync(IPEndPoint listener, IPAddress source, Random random, CancellationToken limit)
    {
        using Socket socket = await ConnectAsync(listener, source, limit);
        _ = await socket.SendAsync(RandomBytes.Take(random, random.Next(1, 1400)), limit);
        if (source.Equals(Denied))
        {
            await Task.Delay(random.Next(1, 50), limit);
            BrokenException.ThrowUnless(socket.Available == 0, "somebody who is denied got an answer");
        }

        Volume.Add(0);
    }

    private async Task WaitAsync(IPEndPoint listener, Random random, CancellationToken limit)
    {
        using Socket socket = await ConnectAsync(listener, IPAddress.Any, limit);
        await Task.Delay(random.Next(1, 200), limit);
        Volume.Add(0);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint listener, IPAddress source, CancellationToken limit)
    {
        var socket = new Socket(listener.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(listener, limit);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
