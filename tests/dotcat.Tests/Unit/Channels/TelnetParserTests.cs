using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class TelnetParserTests
{
    /// <summary>RFC 854, "TELNET COMMANDS", and RFC 855.</summary>
    [Theory]
    [InlineData("ab", "ab", "")]
    [InlineData("a\u00ff\u00fd\u0001b", "ab", "\u00ff\u00fc\u0001")] // DO: WONT
    [InlineData("a\u00ff\u00fb\u0003b", "ab", "\u00ff\u00fe\u0003")] // WILL: DONT
    [InlineData("\u00ff\u00fd\u00ff!", "!", "\u00ff\u00fc\u00ff")] // an option's number may be 255
    [InlineData("a\u00ff\u00fe\u0001\u00ff\u00fc\u0003b", "ab", "")] // DONT and WONT are so already
    [InlineData("a\u00ff\u00ffb", "a\u00ffb", "")] // 255 itself
    [InlineData("a\u00ff\u00f1\u00ff\u00f9\u00ff\u00f2b", "ab", "")] // NOP, go ahead, data mark
    [InlineData("a\u00ff\u00fa\u0018\u0001hidden\u00ff\u00f0b", "ab", "")] // subnegotiation
    [InlineData("a\u00ff\u00fa\u0018\u00ff\u00ff\u00f0\u00ff\u00f0b", "ab", "")] // with a 255 in it
    [InlineData("a\u00ff\u00fa\u0018\u00ff\u00fd\u0001b", "ab", "\u00ff\u00fc\u0001")] // broken off
    [InlineData("a\r\0b\n", "a\r\0b\n", "")]
    [InlineData("a\u00ff", "a", "")]
    public void Negotiation_IsTakenOut_AndRefused_HoweverItIsCut(string arrived, string text, string answers)
    {
        Assert.Equal((text, answers), Parsed([arrived]));
        for (int cut = 0; cut <= arrived.Length; cut++)
        {
            Assert.Equal((text, answers), Parsed([arrived[..cut], arrived[cut..]]));
        }

        Assert.Equal((text, answers), Parsed(arrived.Select(static value => value.ToString())));
    }

    private static (string Text, string Answers) Parsed(IEnumerable<string> pieces)
    {
        var parser = new TelnetParser();
        var answers = new List<byte>();
        string text = "";
        foreach (string piece in pieces)
        {
            byte[] bytes = System.Text.Encoding.Latin1.GetBytes(piece);
            text += Latin(bytes.AsSpan(0, parser.Parse(bytes, answers)));
        }

        return (text, Latin([.. answers]));
    }

    private static string Latin(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes);
}
