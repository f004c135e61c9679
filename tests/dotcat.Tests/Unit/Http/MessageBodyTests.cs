using System.Text;
using Dotcat.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Http;

/// <summary>Where bodies end.</summary>
public sealed class MessageBodyTests
{
    private static readonly Config _many = Config.QuickThrowOnFailure.WithMaxTest(50_000).WithEndSize(40);

    private static readonly Gen<string> _piece = Gen.Elements(
        "0",
        "1",
        "a",
        "F",
        "10",
        "fffffffffffffff",
        ";x=1",
        " ",
        "\t",
        "\r\n",
        "\r",
        "\n",
        "x",
        "A: b",
        "\0",
        "\u00ff",
        "0\r\n\r\n",
        "1\r\nx\r\n"
    );

    private static readonly Arbitrary<byte[]> _bytes = Gen.OneOf(
            _piece.ArrayOf().Select(static pieces => Encoding.Latin1.GetBytes(string.Concat(pieces))),
            ArbMap.Default.GeneratorFor<byte[]>()
        )
        .ToArbitrary();

    [Theory]
    [InlineData("0\r\n\r\n")]
    [InlineData("000\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("00a;ext=\"1\" \r\n0123\r\n6789\r\n1 \r\n\n\r\n0\r\nA: b\r\nC: d\r\n\r\n")]
    [InlineData("1\t;x\r\nx\r\n0;last\r\n\r\n")]
    public void Chunked_EndsBehindItsTrailers(string body)
    {
        foreach (int piece in (int[])[1, 3, 1000])
        {
            Assert.Equal(body.Length, Take(new ChunkedBody(), body + "GET / HTTP/1.1\r\n", piece));
        }
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData(" 5\r\n")]
    [InlineData("5\n")]
    [InlineData("5\rx")]
    [InlineData("-5\r\n")]
    [InlineData("+5\r\n")]
    [InlineData("0x5\r\n")]
    [InlineData("5 5\r\n")]
    [InlineData("g\r\n")]
    [InlineData("5;a\nb\r\n")]
    [InlineData("5;a\0\r\n")]
    [InlineData("8000000000000000\r\n")]
    [InlineData("10000000000000000\r\n")]
    [InlineData("1\r\nxx\r\n")]
    [InlineData("1\r\nx\n")]
    [InlineData("1\r\nx\rx")]
    [InlineData("0\r\n\n")]
    [InlineData("0\r\n\rx")]
    [InlineData("0\r\nA: b\n")]
    [InlineData("0\r\nA: b\rx")]
    public void Chunked_Malformed_IsRefused(string body)
    {
        Assert.Throws<InvalidDataException>(() => Take(new ChunkedBody(), body, 1));
        Assert.Throws<InvalidDataException>(() => Take(new ChunkedBody(), body, 1000));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1;")]
    [InlineData("0\r\n")]
    public void Chunked_WithFramingThatNeverEnds_IsRefused(string start)
    {
        string endless = start + string.Concat(Enumerable.Repeat(start == "0" ? "0" : "a: b", HttpReader.Limit));

        Assert.Throws<InvalidDataException>(() => Take(new ChunkedBody(), endless, 1000));
    }

    [Fact]
    public void Chunked_InManyChunks_IsNotLimited()
    {
        string body = string.Concat(Enumerable.Repeat("1;ext\r\nx\r\n", HttpReader.Limit)) + "0\r\n\r\n";

        Assert.Equal(body.Length, Take(new ChunkedBody(), body, 1000));
    }

    [Fact]
    public void Chunked_OfAnyBytes_EndsOrIsRefusedTheSameInPieces() =>
        Prop.ForAll(
                _bytes,
                static bytes =>
                {
                    string text = Encoding.Latin1.GetString(bytes);
                    return Outcome(text, 1) == Outcome(text, 7) && Outcome(text, 1) == Outcome(text, 1000);
                }
            )
            .Check(_many);

    [Fact]
    public void Chunked_OfAnyBytesInAnyChunks_IsWhole() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyArray<byte>[]>(),
                static chunks =>
                {
                    string body =
                        string.Concat(
                            chunks.Select(static chunk =>
                                $"{chunk.Get.Length:x}\r\n{Encoding.Latin1.GetString(chunk.Get)}\r\n"
                            )
                        ) + "0\r\n\r\n";
                    return Take(new ChunkedBody(), body + "rest", 5) == body.Length;
                }
            )
            .Check(_many);

    [Theory]
    [InlineData("0\r\n\r\nrest", "")]
    [InlineData("5\r\nhello\r\n0\r\nA: b\r\n\r\nrest", "hello")]
    [InlineData("00a;ext=\"1\" \r\n0123\r\n6789\r\n1 \r\n\n\r\n0\r\n\r\n", "0123\r\n6789\n")]
    public void Chunked_Decoded_IsWhatTheChunksHold(string body, string decoded)
    {
        foreach (int piece in (int[])[1, 3, 1000])
        {
            byte[] bytes = Encoding.Latin1.GetBytes(body);
            var chunked = new ChunkedBody(isDecoded: true);
            var kept = new List<byte>();
            for (int done = 0; done < bytes.Length && !chunked.IsComplete; done += piece)
            {
                Span<byte> part = bytes.AsSpan(done, Math.Min(piece, bytes.Length - done));
                kept.AddRange(part[..chunked.Take(part)]);
            }

            Assert.True(chunked.IsComplete);
            Assert.Equal(decoded, Encoding.Latin1.GetString([.. kept]));
        }
    }

    [Theory]
    [InlineData(0, "", 0)]
    [InlineData(0, "rest", 0)]
    [InlineData(3, "abcrest", 3)]
    [InlineData(3, "ab", 2)]
    public void Length_EndsThere(long length, string bytes, int expected)
    {
        var body = new LengthBody(length);

        Assert.Equal(expected, Take(body, bytes, 1));
        Assert.Equal(expected == length, body.IsComplete);
    }

    [Fact]
    public void Endless_EndsWithItsChannelOnly()
    {
        var body = new EndlessBody();

        Assert.Equal(4, Take(body, "rest", 3));
        Assert.False(body.IsComplete);
        Assert.True(body.EndsWithChannel);
    }

    private static string Outcome(string text, int piece)
    {
        var body = new ChunkedBody();
        try
        {
            return $"{Take(body, text, piece)} {body.IsComplete}";
        }
        catch (InvalidDataException)
        {
            return "refused";
        }
    }

    /// <summary>How many of the bytes, given in such pieces, belong to the body.</summary>
    private static int Take(MessageBody body, string text, int piece)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        int done = 0;
        while (done < bytes.Length && !body.IsComplete)
        {
            done += body.Take(bytes.AsSpan(done, Math.Min(piece, bytes.Length - done)));
        }

        return done;
    }
}
