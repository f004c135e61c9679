using Dotcat.Relaying;

namespace Dotcat.Tests.Unit.Relaying;

public sealed class ChunkTests
{
    [Fact]
    public void Rent_HasTheRoomAskedFor_AndNothingInIt()
    {
        var chunk = new Chunk(1000);

        Assert.True(chunk.Room.Length >= 1000);
        Assert.Equal(0, chunk.Length);
        Assert.True(chunk.Bytes.IsEmpty);
    }

    [Fact]
    public void Of_IsACopy()
    {
        byte[] source = [1, 2, 3];

        var chunk = Chunk.Of(source);
        source[0] = 9;

        Assert.Equal([1, 2, 3], chunk.Bytes.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(32 * 1024)]
    public void Filled_WithLittle_CostsLittle(int length)
    {
        Chunk chunk = Filled(64 * 1024, length);

        Assert.Equal(Pattern(length), chunk.Bytes.ToArray());
        Assert.True(chunk.Cost <= (2 * length) + 256, $"{length} bytes cost {chunk.Cost}");
    }

    [Fact]
    public void Filled_WithMuch_IsNotCopied()
    {
        var chunk = new Chunk(64 * 1024);

        Assert.Same(chunk, chunk.Filled(60_000));
        Assert.Equal(60_000, chunk.Bytes.Length);
    }

    [Fact]
    public void Cost_OfAByte_CountsWhatIsAroundIt() => Assert.True(Chunk.Of([1]).Cost > 100);

    /// <summary>The pool of a thread gives out first what came back last.</summary>
    [Fact]
    public void Release_ByTheLastHolder_GivesTheBufferBack()
    {
        var chunk = new Chunk(5000);
        chunk.Room.Span[0] = 42;
        chunk.Hold();

        chunk.Release();
        var other = new Chunk(5000);
        Assert.False(chunk.Room.Span.Overlaps(other.Room.Span));
        chunk.Release();

        Assert.True(chunk.Room.Span.Overlaps(new Chunk(5000).Room.Span));
    }

    private static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i % 251))];

    private static Chunk Filled(int size, int length)
    {
        var chunk = new Chunk(size);
        Pattern(length).CopyTo(chunk.Room);
        return chunk.Filled(length);
    }
}
