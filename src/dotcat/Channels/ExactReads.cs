namespace Dotcat.Channels;

/// <summary>Reads of as many bytes as a protocol says, and not one more, so that the rest stays in the channel.</summary>
internal static class ExactReads
{
    /// <exception cref="EndOfStreamException">The channel ended before.</exception>
    public static async ValueTask<byte[]> ReadExactlyAsync(
        this Channel channel,
        int count,
        CancellationToken cancellation
    )
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count; )
        {
            int part = await channel.ReadAsync(bytes.AsMemory(done), cancellation);
            done += part > 0 ? part : throw new EndOfStreamException();
        }

        return bytes;
    }
}
