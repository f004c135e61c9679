using System.Net.Sockets;
using System.Security.Cryptography;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>One datagram server, many peers.</summary>
public sealed class ManyDatagramPeers
{
    private const int LargestDatagram = 65_507;

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task AThousand_AreEachEchoedTheirOwn(Transport transport)
    {
        const int Count = 1_000;
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--echo");
        Socket[] peers = [.. Enumerable.Range(0, Count).Select(_ => listener.ConnectSocket())];

        for (int round = 0; round < 3; round++)
        {
            foreach (Socket[] some in peers.Chunk(8)) // a Unix socket holds 10 datagrams (unix(7))
            {
                foreach (Socket peer in some)
                {
                    await peer.SendTextAsync($"{peer.Handle} {round}");
                }

                foreach (Socket peer in some)
                {
                    Assert.Equal($"{peer.Handle} {round}", await peer.ReceiveTextAsync());
                }
            }
        }

        Array.ForEach(peers, static peer => peer.Dispose());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnEcho_SendsNoMoreThanItGot()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Udp4,
            "-kv",
            "-i",
            "300ms",
            "--echo"
        );
        using Socket peer = listener.ConnectSocket();
        foreach (int size in (int[])[0, 1, 1_000, 9_000])
        {
            await peer.SendAsync(new byte[size]);
            Assert.Equal(size, (await peer.ReceiveBytesAsync()).Length);
        }

        await listener.Process.ErrorLineAsync("sent 10001 bytes, received 10001 bytes");
        Assert.Equal(0, peer.Available);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task Replies_GoToEach_AndWhatArrivesIsWritten(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--reply", "ok");
        for (int i = 0; i < 20; i++)
        {
            using Socket peer = listener.ConnectSocket();
            await peer.SendTextAsync($"hello {i:00}");
            Assert.Equal("ok", await peer.ReceiveTextAsync());
            Assert.Equal($"hello {i:00}", await listener.Process.ReadTextAsync(8));
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task TheSmallestAndTheLargest_AreEchoedWhole(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-k", "--echo");
        using Socket peer = listener.ConnectSocket();
        foreach (int size in new[] { 0, LargestDatagram, 1, 0, LargestDatagram })
        {
            byte[] payload = RandomNumberGenerator.GetBytes(size);
            await peer.SendBytesAsync(payload);
            Assert.Equal(payload, await peer.ReceiveBytesAsync());
        }
    }

    [SkippableFact(Timeout = TimeLimit.Transfer)]
    public async Task PacedBursts_OfFourSenders_LoseNothing()
    {
        const int Each = 50_000;
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Udp4, "-k", "--echo");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(sender => Task.Run(() => Burst(sender))));

        void Burst(int sender)
        {
            const int Window = 50; // echoes that the default socket buffer holds: 212,992 bytes of 2,304 each
            using Socket peer = listener.ConnectSocket();
            peer.ReceiveTimeout = (int)TimeLimit.Wait.TotalMilliseconds;
            byte[] sent = new byte[1_000];
            byte[] received = new byte[2_000];
            sent[^1] = (byte)sender;
            for (int start = 0; start < Each; start += Window)
            {
                for (int i = start; i < start + Window; i++)
                {
                    BitConverter.TryWriteBytes(sent, i);
                    peer.Send(sent);
                }

                for (int i = start; i < start + Window; i++)
                {
                    Assert.Equal(sent.Length, peer.Receive(received));
                    Assert.Equal((i, sender), (BitConverter.ToInt32(received), received[sent.Length - 1]));
                }
            }
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task APeerThatFellSilent_IsForgotten_AndWelcomeAgain(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            transport,
            "-k",
            "--echo",
            "-v",
            "-i",
            "200ms"
        );
        using Socket peer = listener.ConnectSocket();
        for (int times = 1; times <= 3; times++)
        {
            await peer.SendTextAsync("hello");
            Assert.Equal("hello", await peer.ReceiveTextAsync());
            await Eventually.TrueAsync(
                () => listener.Process.ErrorLines.Count(IsForgotten) == times,
                $"forgotten {times} times"
            );
        }

        static bool IsForgotten(string line) => line.EndsWith(": nothing moved for 200 ms", StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Strangers_AreForgotten_AndTheirMemoryIsUsedAgain()
    {
        const int Wave = 2_500;
        const int Strangers = 16 * Wave;
        const int Most = 256; // bytes for each: less than one that is not forgotten costs
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Udp4,
            "-k",
            "--echo",
            "-i",
            "200ms"
        );
        await SendAsync(4 * Wave);
        long room = ProcessStatus.Memory(listener.Process) + (Strangers * Most);

        await SendAsync(Strangers);

        // Garbage is resident, too, until a collection gives it back: what is kept stays.
        for (int more = 0; more < Strangers && ProcessStatus.Memory(listener.Process) > room; more += Wave)
        {
            await SendAsync(Wave);
        }

        Assert.InRange(ProcessStatus.Memory(listener.Process), 0, room);

        async Task SendAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using Socket stranger = listener.ConnectSocket();
                await stranger.SendTextAsync("hello");
                Assert.Equal("hello", await stranger.ReceiveTextAsync());
            }
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task NoMoreThanWanted_AreServed(int most)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Udp4,
            "-k",
            "--echo",
            "-v",
            "-m",
            $"{most}"
        );
        using Socket first = listener.ConnectSocket();
        using Socket second = listener.ConnectSocket();
        if (most > 0)
        {
            await first.SendTextAsync("first");
            Assert.Equal("first", await first.ReceiveTextAsync());
        }

        await second.SendTextAsync("second");

        await listener.Process.ErrorLineAsync($"{second.LocalEndPoint} turned away");
    }
}
