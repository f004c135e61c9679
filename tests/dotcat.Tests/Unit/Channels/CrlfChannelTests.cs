using System.Text;
using System.Text.RegularExpressions;
using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Channels;

public sealed partial class CrlfChannelTests
{
    [Fact]
    public void Writes_HoweverCut_HaveEachLoneLfReplaced() =>
        Prop.ForAll(Chunks.Any, static chunks => Filtered(chunks) == Reference(Text(chunks)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Writes_FilteredAlready_StayAsTheyAre() =>
        Prop.ForAll(
                Chunks.Any,
                static chunks =>
                {
                    string once = Filtered(chunks);
                    return Filtered([Encoding.Latin1.GetBytes(once)]) == once;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Writes_Filtered_HaveNoCrThatWasNotThereOrBelongsToALf() =>
        Prop.ForAll(
                Chunks.Any,
                static chunks =>
                    Filtered(chunks).Replace("\r\n", "\n", StringComparison.Ordinal)
                    == Text(chunks).Replace("\r\n", "\n", StringComparison.Ordinal)
            )
            .QuickCheckThrowOnFailure();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reads_AreLeftAlone()
    {
        var inner = new MemoryChannel();
        await using var channel = new CrlfChannel(inner);
        _ = inner.Arrive("a\nb\r\n");
        byte[] buffer = new byte[10];

        int count = await channel.ReadAsync(buffer, CancellationToken.None);

        Assert.Equal("a\nb\r\n"u8.ToArray(), buffer[..count]);
    }

    [Theory]
    [InlineData(true, 32_753)]
    [InlineData(false, null)]
    public void MaxWrite_LeavesRoomForEveryByteToBecomeTwo(bool isDatagram, int? expected)
    {
        var inner = new MemoryChannel { Datagram = isDatagram, MaxWrite = 65_507 };

        Assert.Equal(expected, new CrlfChannel(inner).Datagrams?.MaxWrite);
    }

    private static string Filtered(byte[][] chunks)
    {
        var inner = new MemoryChannel();
        var channel = new CrlfChannel(inner);
        foreach (byte[] chunk in chunks)
        {
            Assert.True(channel.WriteAsync(chunk, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        }

        return Encoding.Latin1.GetString([.. inner.Writes.SelectMany(static write => write)]);
    }

    private static string Text(byte[][] chunks) =>
        Encoding.Latin1.GetString([.. chunks.SelectMany(static chunk => chunk)]);

    private static string Reference(string text) => LoneLf().Replace(text, "\r\n");

    [GeneratedRegex(@"(?<!\r)\n")]
    private static partial Regex LoneLf();
}
