using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

/// <summary>Datagrams that wait when one is read are written together to a stream.</summary>
public sealed class GatheredDatagramsTests
{
    private readonly SocketException _reset = new((int)SocketError.ConnectionReset);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task DatagramsThatAreThere_AreOneWriteToAStream()
    {
        var stream = new MemoryChannel();

        CopyPump pump = await RunAsync(new WaitingDatagrams(_reset, "one ", "", "two ", "three"), stream);

        Assert.Equal("one two three"u8.ToArray(), Assert.Single(stream.Writes));
        Assert.Equal(13, pump.Total);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task DatagramsThatAreThere_AreAWriteEachToDatagrams()
    {
        var datagrams = new MemoryChannel { Datagram = true };

        await RunAsync(new WaitingDatagrams(_reset, "one", "two"), datagrams);

        Assert.Equal(["one"u8.ToArray(), "two"u8.ToArray()], datagrams.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task MoreThanAreWrittenTogether_ComeWholeAndInOrder()
    {
        byte[][] all = [.. Enumerable.Range(0, 40).Select(static i => Enumerable.Repeat((byte)i, 60_000).ToArray())];
        var stream = new MemoryChannel();

        CopyPump pump = await RunAsync(new WaitingDatagrams(_reset, all), stream);

        Assert.True(stream.Written.SequenceEqual(all.SelectMany(static part => part)));
        Assert.All(stream.Writes, static write => Assert.InRange(write.Length, 1, 1024 * 1024));
        Assert.InRange(stream.Writes.Count, 3, 6);
        Assert.Equal(2_400_000, pump.Total);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_IsTheSources_AndComesAfterWhatWasThere()
    {
        var stream = new MemoryChannel();

        CopyPump pump = await RunAsync(new WaitingDatagrams(_reset, "one", "two"), stream);

        Assert.Equal((PumpEnd.SourceFailed, _reset), (pump.End, pump.Error));
        Assert.Equal("onetwo", stream.WrittenText);
        Assert.Equal(0, pump.Unsent.Length);
        Assert.False(stream.Completed.IsCompleted);
    }

    private static async Task<CopyPump> RunAsync(Channel source, Channel destination)
    {
        var pump = new CopyPump(source, destination, passEndOn: true, new ManualTime());
        await pump.RunAsync(CancellationToken.None);
        return pump;
    }
}
