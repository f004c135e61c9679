using System.Text;
using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

public sealed class EscapedTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData(@"line\n", "line\n")]
    [InlineData(@"\r\n\t\\", "\r\n\t\\")]
    [InlineData(@"\\n", @"\n")]
    [InlineData(@"a\x41b\x0a", "aAb\n")]
    [InlineData("grün €", "grün €")]
    public void Escapes_AreBytes(string text, string expected) =>
        Assert.Equal(Encoding.UTF8.GetBytes(expected), EscapedText.Read(OptionTable.Reply, text));

    [Theory]
    [InlineData(@"\x00", 0x00)]
    [InlineData(@"\xff", 0xff)]
    [InlineData(@"\xFF", 0xff)]
    [InlineData(@"\xE2", 0xe2)]
    public void Hex_IsOneByte_WhateverThatIsInUtf8(string text, int expected) =>
        Assert.Equal([(byte)expected], EscapedText.Read(OptionTable.Reply, text));

    [Theory]
    [InlineData(@"a\", @"\")]
    [InlineData(@"a\q", @"\q")]
    [InlineData(@"\x", @"\x")]
    [InlineData(@"\x4", @"\x4")]
    [InlineData(@"\x4g", @"\x4g")]
    [InlineData(@"\x 4", @"\x 4")]
    [InlineData(@"\X41", @"\X")]
    public void AnythingElse_IsRefusedByName(string text, string escape)
    {
        var refusal = Assert.Throws<UsageException>(() => EscapedText.Read(OptionTable.Reply, text));

        Assert.Contains($"'{escape}' is not one of", refusal.Message, StringComparison.Ordinal);
    }
}
