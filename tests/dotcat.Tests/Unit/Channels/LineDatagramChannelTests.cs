using System.Text;
using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Channels;

public sealed class LineDatagramChannelTests
{
    [Fact]
    public void Datagrams_HoweverWritesAreCut_AreTheLines() =>
        Prop.ForAll(
                Chunks.Any,
                static chunks =>
                    Send(limit: 1000, [.. chunks.Select(Encoding.Latin1.GetString)])
                        .Datagrams.SequenceEqual(LinesOf(chunks))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void LongLine_CostsOnlyItself()
    {
        (IEnumerable<string> datagrams, IEnumerable<long> tooLong) = Send(limit: 4, "1234\n12345\r\n1\n");

        Assert.Equal(["1234", "1"], datagrams);
        Assert.Equal([5L], tooLong);
    }

    [Theory]
    [InlineData(16, "1234567890123", "456")]
    [InlineData(5, "1234\r")]
    [InlineData(5, "12", "345", "\n")]
    public void LongLine_HoweverItComes_IsTooLong(long length, params string[] writes)
    {
        (IEnumerable<string> datagrams, IEnumerable<long> tooLong) = Send(limit: 4, writes);

        Assert.Empty(datagrams);
        Assert.Equal([length], tooLong);
    }

    [Theory]
    [InlineData("1234\r\n", "1234")]
    [InlineData("1234\n", "1234")]
    [InlineData("1234", "1234")]
    [InlineData("123\r", "123\r")]
    [InlineData("\r\n", "")]
    [InlineData("\n", "")]
    public void LineEnd_TakesNoRoom(string line, string datagram)
    {
        (IEnumerable<string> datagrams, IEnumerable<long> tooLong) = Send(limit: 4, line);

        Assert.Equal([datagram], datagrams);
        Assert.Empty(tooLong);
    }

    /// <summary>Wherever the channel beneath breaks: what is left for another are the lines that it has not taken.</summary>
    [Fact]
    public void Unsent_IsFromTheLineOnThatWasNotTaken() =>
        Prop.ForAll(
                Chunks.Any,
                Gen.Choose(0, 20).ToArbitrary(),
                static (chunks, takes) =>
                {
                    var inner = new BreakingChannel(takes, isDatagram: true);
                    var channel = new LineDatagramChannel(inner, inner, static _ => { });
                    int written = 0;
                    while (written < chunks.Length && !inner.IsBroken)
                    {
                        ValueTask writing = channel.WriteAsync(chunks[written++], CancellationToken.None);
                        Assert.Equal(inner.IsBroken, writing.AsTask().IsFaulted);
                    }

                    byte[] rest = channel.Unsent!.Value.ToArray();
                    byte[] all = [.. chunks[..written].SelectMany(static chunk => chunk)];
                    IEnumerable<string> taken = inner.Writes.Select(Encoding.Latin1.GetString);
                    return all.TakeLast(rest.Length).SequenceEqual(rest)
                        && taken.SequenceEqual(LinesOf([all[..^rest.Length]]));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LineThatFailed_IsCountedOnce()
    {
        var inner = new BreakingChannel(takes: 0, isDatagram: true);
        var channel = new LineDatagramChannel(inner, inner, static _ => { });
        await channel.WriteAsync("12"u8.ToArray(), CancellationToken.None);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
            await channel.WriteAsync("34\n5"u8.ToArray(), CancellationToken.None)
        );

        Assert.Equal(2, channel.Undelivered); // the rest is its writer's to count
        Assert.Equal("1234\n5"u8.ToArray(), channel.Unsent!.Value.ToArray());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnfinishedLine_IsUndelivered()
    {
        var inner = new MemoryChannel { Datagram = true, MaxWrite = 100 };
        await using LineDatagramChannel channel = new(inner, inner, static _ => { });

        await channel.WriteAsync("12\n34"u8.ToArray(), CancellationToken.None);
        Assert.Equal(2, channel.Undelivered);
        await channel.CompleteWritesAsync(CancellationToken.None);

        Assert.Equal(0, channel.Undelivered);
        Assert.Equal(["12"u8.ToArray(), "34"u8.ToArray()], inner.Writes);
        Assert.True(inner.Completed.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnfinishedLine_IsAtRisk_BesideWhatWasSentBefore()
    {
        var inner = new MemoryChannel
        {
            Datagram = true,
            MaxWrite = 100,
            Undelivered = 5,
        };
        await using LineDatagramChannel channel = new(inner, inner, static _ => { });

        await channel.WriteAsync("12"u8.ToArray(), CancellationToken.None);

        Assert.Equal(7, channel.AtRisk);
    }

    private static (IEnumerable<string> Datagrams, IEnumerable<long> TooLong) Send(int limit, params string[] writes)
    {
        var inner = new MemoryChannel { Datagram = true, MaxWrite = limit };
        var tooLong = new List<long>();
        var channel = new LineDatagramChannel(inner, inner, tooLong.Add);
        foreach (string write in writes)
        {
            Task writing = channel.WriteAsync(Encoding.Latin1.GetBytes(write), CancellationToken.None).AsTask();
            Assert.True(writing.IsCompletedSuccessfully);
        }

        Assert.True(channel.CompleteWritesAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        return (inner.Writes.Select(Encoding.Latin1.GetString), tooLong);
    }

    private static IEnumerable<string> LinesOf(byte[][] chunks)
    {
        string text = Encoding.Latin1.GetString([.. chunks.SelectMany(static chunk => chunk)]);
        string[] parts = text.Split('\n');
        for (int i = 0; i < parts.Length - 1; i++)
        {
            yield return parts[i].EndsWith('\r') ? parts[i][..^1] : parts[i];
        }

        if (parts[^1].Length > 0)
        {
            yield return parts[^1];
        }
    }
}
