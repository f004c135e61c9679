using System.Globalization;
using System.Text;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class SafeTextTests
{
    public static TheoryData<int> First160 => [.. Enumerable.Range(0, 0xA0)];

    public static TheoryData<int> Directional =>
        [
            0x061C,
            0x200E,
            0x200F,
            0x2028,
            0x2029,
            .. Enumerable.Range(0x202A, 5),
            .. Enumerable.Range(0x2066, 4),
            0xFEFF,
        ];

    [Theory]
    [MemberData(nameof(First160))]
    public void Control_IsShownByItsNumber_AndAsciiAsItIs(int value)
    {
        bool isControl = value is (< 0x20 and not '\t') or 0x7F or >= 0x80;
        string number = value.ToString(value < 0x80 ? "x2" : "x4", CultureInfo.InvariantCulture);
        string shown =
            !isControl ? $"{(char)value}"
            : value < 0x80 ? $"\\x{number}"
            : $"\\u{number}";

        Assert.Equal($"a{shown}b", Line($"a{(char)value}b"));
    }

    [Theory]
    [MemberData(nameof(Directional))]
    public void WhatMovesTextAbout_IsShownByItsNumber(int value) =>
        Assert.Equal($"a\\u{value.ToString("x4", CultureInfo.InvariantCulture)}b", Line($"a{(char)value}b"));

    [Theory]
    [InlineData("")]
    [InlineData("plain ~ text")]
    [InlineData("tab\tbed")]
    [InlineData("déjà vu, na\u0308chstes, שלום, 日本語")]
    [InlineData("👩\u200D💻 🏳️\u200D🌈 🇩🇪")]
    [InlineData("no\u00A0break, soft\u00ADhyphen, \uFFFD")]
    public void Text_StaysAsItIs(string text) => Assert.Equal(text, Line(text));

    [Theory]
    [InlineData(new byte[] { 0xFF }, "\\xff")]
    [InlineData(new byte[] { 0x9B, 0x33, 0x31, 0x6D }, "\\x9b31m")] // CSI of an 8-bit terminal
    [InlineData(new byte[] { 0xC0, 0x9B }, "\\xc0\\x9b")] // overlong
    [InlineData(new byte[] { 0xE0, 0x80, 0x9B }, "\\xe0\\x80\\x9b")] // overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "\\xed\\xa0\\x80")] // a surrogate
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 }, "\\xf4\\x90\\x80\\x80")] // beyond Unicode
    [InlineData(new byte[] { 0x61, 0xE2, 0x82 }, "a\\xe2\\x82")] // unfinished
    [InlineData(new byte[] { 0xE2, 0x82, 0x61 }, "\\xe2\\x82a")]
    [InlineData(new byte[] { 0xE2, 0x82, 0xAC }, "€")]
    public void Bytes_ThatAreNoUtf8_AreShownByTheirNumber(byte[] bytes, string shown) =>
        Assert.Equal(shown, SafeText.Of(bytes));

    [Theory]
    [InlineData("", "")]
    [InlineData("host.example:80", "host.example:80")]
    [InlineData("/run/déjà vu/日本語 👩", "/run/déjà vu/日本語 👩")]
    [InlineData("\u001b]0;title\a", @"\x1b]0;title\x07")]
    [InlineData("two\r\nlines\tand\u0085\u2028more", @"two\x0d\x0alines\x09and\u0085\u2028more")]
    [InlineData("\u202Eelpmaxe.tsoh", @"\u202eelpmaxe.tsoh")]
    [InlineData("not \uFFFD decoded", @"not \ufffd decoded")]
    public void Name_IsShownInOneLine_ThatDoesNothing(string name, string shown) =>
        Assert.Equal(shown, SafeText.Brief(name));

    [Fact]
    public void Name_WithHalfAPair_ShowsItsNumber() =>
        Assert.Equal(@"\ud83d and \ude00", SafeText.Brief("\uD83D and \uDE00"));

    [Fact]
    public void Name_OfTheMostCharacters_IsWhole() =>
        Assert.Equal(new string('x', 200), SafeText.Brief(new string('x', 200)));

    [Theory]
    [InlineData("x", 200)]
    [InlineData("é", 200)]
    [InlineData("\u001b", 50)]
    [InlineData("\u202e", 33)]
    [InlineData("😀", 100)]
    public void Name_ThatIsLonger_IsCutBetweenCharacters(string character, int shown)
    {
        string name = string.Concat(Enumerable.Repeat(character, 5000));

        string all = string.Concat(Enumerable.Repeat(SafeText.Brief(character), shown));
        Assert.Equal(all + "...", SafeText.Brief(name));
    }

    private static string Line(string text) => SafeText.Of(Encoding.UTF8.GetBytes(text));
}
