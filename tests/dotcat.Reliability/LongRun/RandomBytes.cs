namespace Dotcat.Reliability.LongRun;

/// <summary>Bytes of which no piece is like another.</summary>
internal static class RandomBytes
{
    private static readonly byte[] _all = Make();

    /// <summary>A piece somewhere in them.</summary>
    public static ReadOnlyMemory<byte> Take(Random random, int length) =>
        _all.AsMemory(random.Next(_all.Length - length), length);

    private static byte[] Make()
    {
        byte[] bytes = new byte[16 * 1024 * 1024];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
