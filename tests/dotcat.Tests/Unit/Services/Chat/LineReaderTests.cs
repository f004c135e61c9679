using System.Text;
using Dotcat.Services.Chat;

namespace Dotcat.Tests.Unit.Services.Chat;

public sealed class LineReaderTests
{
    private readonly LineReader _reader = new();

    [Theory]
    [InlineData("one\n", "one")]
    [InlineData("one\r\n", "one")]
    [InlineData("one\ntwo\r\nthree\n", "one", "two", "three")]
    [InlineData("\n\r\none\n", "", "", "one")]
    [InlineData("a\rb\n", "a\\x0db")]
    [InlineData("a\r\r\n", "a\\x0d")]
    public void Lines_EndWithLfOrCrlf(string text, params string[] lines) => Assert.Equal(lines, Read(text));

    [Fact]
    public void Line_WithoutItsEnd_WaitsForIt()
    {
        Assert.Empty(Read("on"));
        Assert.Empty(Read(""));
        Assert.Equal(["one", "two"], Read("e\ntwo\nth"));
        Assert.Equal(["three"], Read("ree\r\n"));
    }

    [Fact]
    public void Return_ApartFromItsLineFeed_IsNoText()
    {
        Assert.Empty(Read("one\r"));
        Assert.Equal(["one"], Read("\n"));
    }

    [Theory]
    [InlineData("last", "last")]
    [InlineData("last\r", "last")]
    [InlineData("one\nlast", "one", "last")]
    [InlineData("one\n", "one")]
    [InlineData("")]
    public void End_OfAllBytes_EndsALine(string text, params string[] lines)
    {
        Assert.Equal(lines, Read(Encoding.UTF8.GetBytes(text), isEnd: true));
        Assert.Equal(["next"], Read("next\n"));
    }

    [Fact]
    public void End_WithNothingMore_EndsTheKeptLine()
    {
        Read("kept");

        Assert.Equal(["kept"], Read([], isEnd: true));
        Assert.Empty(Read([], isEnd: true));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Line_AsLongAsCanBe_IsOne(string end)
    {
        string line = new('x', LineReader.MaxLength - end.Length + 1);

        Assert.Equal([line, "next"], Read(line + end + "next\n"));
    }

    [Theory]
    [InlineData("é", 2)]
    [InlineData("€", 3)]
    [InlineData("😀", 4)]
    public void Line_TooLong_IsCutBetweenCodePoints(string sequence, int length)
    {
        for (int shift = 0; shift < length; shift++)
        {
            string text = new string('x', shift) + string.Concat(Enumerable.Repeat(sequence, LineReader.MaxLength));

            List<string> parts = Read(text + "\n");

            Assert.Equal(text, string.Concat(parts));
            Assert.All(parts, static part => Assert.InRange(Encoding.UTF8.GetByteCount(part), 1, LineReader.MaxLength));
            Assert.All(
                parts.SkipLast(1),
                part =>
                    Assert.InRange(
                        Encoding.UTF8.GetByteCount(part),
                        LineReader.MaxLength - length + 1,
                        LineReader.MaxLength
                    )
            );
        }
    }

    [Fact]
    public void Line_TooLongAndNoUtf8_IsCutAllTheSame()
    {
        byte[] bytes = new byte[3 * LineReader.MaxLength];
        bytes.AsSpan().Fill(0x80);

        List<string> parts = [.. Read(bytes, isEnd: false), .. Read([], isEnd: true)];

        Assert.Equal(string.Concat(Enumerable.Repeat("\\x80", bytes.Length)), string.Concat(parts));
    }

    private List<string> Read(string text) => Read(Encoding.UTF8.GetBytes(text), isEnd: false);

    private List<string> Read(byte[] bytes, bool isEnd) => Read(bytes.AsMemory(), isEnd);

    private List<string> Read(ReadOnlyMemory<byte> bytes, bool isEnd)
    {
        var lines = new List<string>();
        while (_reader.TryRead(ref bytes, isEnd, out string line))
        {
            lines.Add(line);
        }

        Assert.True(bytes.IsEmpty);
        return lines;
    }
}
