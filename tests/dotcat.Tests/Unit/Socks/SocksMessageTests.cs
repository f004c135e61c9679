using Dotcat.Channels;
using Dotcat.Socks;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Socks;

/// <summary>Each message, byte for byte.</summary>
public sealed class SocksMessageTests
{
    private static readonly CancellationToken _never = CancellationToken.None;

    [Theory]
    [InlineData("127.0.0.1", 443, "", "04 01 01BB 7F000001 00")]
    [InlineData("127.0.0.1", 443, "ab", "04 01 01BB 7F000001 6162 00")]
    [InlineData("host", 80, "ab", "04 01 0050 00000001 6162 00 686F7374 00")]
    [InlineData("0.0.0.7", 80, "", "04 01 0050 00000007 00 302E302E302E37 00")]
    [InlineData("0.0.0.0", 80, "", "04 01 0050 00000000 00")]
    public void Request4_IsWritten(string host, int port, string user, string hex) =>
        Assert.Equal(
            hex.Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(Socks4.EncodeRequest(host, port, user))
        );

    [Theory]
    [InlineData("::1", "")]
    [InlineData("a\0b", "")]
    [InlineData("host", "a\0b")]
    public void Request4_ThatCannotBeWritten_IsNot(string host, string user) =>
        Assert.Throws<ArgumentException>(() => Socks4.EncodeRequest(host, 80, user));

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("127.0.0.1", 443, "05 01 00 01 7F000001 01BB")]
    [InlineData("::1", 443, "05 01 00 04 00000000000000000000000000000001 01BB")]
    [InlineData("host", 80, "05 01 00 03 04 686F7374 0050")]
    [InlineData("\u00fc", 80, "05 01 00 03 02 C3BC 0050")]
    public async Task Request5_IsWrittenAndRead(string host, int port, string hex)
    {
        var request = new Socks5Request(Socks5Request.Connect, new SocksAddress(host, port));

        Assert.Equal(hex.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(request.Encode()));
        Assert.Equal(request, await Socks5Request.ReadAsync(Channel(hex), _never));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("04 01 00 01 7F000001 01BB")]
    [InlineData("05 01 00 03 00 01BB")]
    public async Task Request5_Malformed_IsRefused(string hex) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => Socks5Request.ReadAsync(Channel(hex), _never).AsTask());

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("05 01 00 02 7F000001 01BB")]
    [InlineData("05 09 00 00")]
    public async Task Request5_ForAnUnknownKindOfAddress_HasNoTarget(string hex)
    {
        BytesChannel channel = Channel(hex);

        Assert.Null((await Socks5Request.ReadAsync(channel, _never)).Target);
        Assert.Equal(4, channel.Taken);
    }

    [Fact]
    public void Name5_LongerThanItsLengthCanSay_IsNotWritten() =>
        Assert.Throws<ArgumentException>(() => new SocksAddress(new string('x', 256), 80).Encode());

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Text_Fits_UpToTheLimit(int length, bool fits) =>
        Assert.Equal(fits, SocksText.Fits(new string('x', length)));

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(0, "05 00 00 01 00000000 0000")]
    [InlineData(5, "05 05 00 01 00000000 0000")]
    public async Task Reply5_IsWrittenAndRead(byte code, string hex)
    {
        Assert.Equal(
            hex.Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(Socks5Reply.Encode(code, Socks5Reply.Nowhere))
        );
        Assert.Equal(code, await Socks5Reply.ReadAsync(Channel(hex), _never));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reply5_OfSuccess_IsReadToItsLastByteAndNoFurther()
    {
        BytesChannel channel = Channel("05 00 00 03 00 0000 686921");

        Assert.Equal(Socks5Reply.Succeeded, await Socks5Reply.ReadAsync(channel, _never));
        Assert.Equal("hi!"u8.ToArray(), await channel.ReadExactlyAsync(3, _never));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reply4_IsReadToItsLastByte()
    {
        BytesChannel channel = Channel("00 5A 01BB 7F000001 78");

        Assert.Equal(Socks4.Granted, await Socks4.ReadReplyAsync(channel, _never));
        Assert.Equal(8, channel.Taken);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Greeting_AndChoice_AreWrittenAndRead()
    {
        byte[] offer = Socks5Greeting.Encode(Socks5Greeting.NoLogin, Socks5Greeting.UserAndPassword);

        Assert.Equal("05020002", Convert.ToHexString(offer));
        Assert.Equal([0, 2], await Socks5Greeting.ReadAsync(new BytesChannel(offer[1..]), _never));
        Assert.Equal("05FF", Convert.ToHexString(Socks5Greeting.EncodeChoice(Socks5Greeting.NoneOfThem)));
        Assert.Equal(255, await Socks5Greeting.ReadChoiceAsync(Channel("05FF"), _never));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Login_AndStatus_AreWrittenAndRead()
    {
        byte[] login = Socks5Login.Encode("ab", "c");

        Assert.Equal("01026162" + "0163", Convert.ToHexString(login));
        Assert.Equal(("ab", "c"), await Socks5Login.ReadAsync(new BytesChannel(login), _never));
        Assert.Equal("0101", Convert.ToHexString(Socks5Login.EncodeStatus(1)));
        Assert.Equal(1, await Socks5Login.ReadStatusAsync(Channel("0101"), _never));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Answers_OfAnotherProtocol_AreRefusedAtTheirFirstByte()
    {
        Func<Channel, Task>[] reads =
        [
            static channel => Socks4.ReadReplyAsync(channel, _never).AsTask(),
            static channel => Socks5Greeting.ReadChoiceAsync(channel, _never).AsTask(),
            static channel => Socks5Login.ReadStatusAsync(channel, _never).AsTask(),
            static channel => Socks5Login.ReadAsync(channel, _never).AsTask(),
        ];
        foreach (Func<Channel, Task> read in reads)
        {
            BytesChannel channel = BytesChannel.Of("HTTP/1.1 400 Bad Request");
            await Assert.ThrowsAsync<InvalidDataException>(() => read(channel));
            Assert.Equal(1, channel.Taken);
        }
    }

    private static BytesChannel Channel(string hex) =>
        new(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
}
