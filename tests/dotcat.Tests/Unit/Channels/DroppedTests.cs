using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

/// <summary>What was given up of a peer's datagrams is told, whatever is around the channel that gave it up.</summary>
public sealed class DroppedTests
{
    private static MemoryChannel Inner =>
        new()
        {
            Datagram = true,
            MaxWrite = 100,
            Dropped = (2, 30),
        };

    [Fact]
    public void OfCrlf() => AssertTold(new CrlfChannel(Inner));

    [Fact]
    public void OfTelnet() => AssertTold(new TelnetChannel(Inner));

    [Fact]
    public void OfADelay() =>
        AssertTold(new DelayedChannel(Inner, TimeSpan.FromSeconds(1), eachWrite: true, new ManualTime()));

    [Fact]
    public void OfARate() =>
        AssertTold(new RatedChannel(Inner, new TokenBucket(1, new ManualTime()), new TokenBucket(1, new ManualTime())));

    [Fact]
    public void OfAMeter() => AssertTold(new MeteredChannel(Inner, new Meter()));

    [Fact]
    public void OfLines() => AssertTold(new LineDatagramChannel(Inner, Inner, static _ => { }));

    private static void AssertTold(Channel outer) => Assert.Equal((2, 30), outer.Datagrams!.Dropped);
}
