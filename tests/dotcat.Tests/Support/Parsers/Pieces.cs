using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>Bytes that arrive in pieces of any size.</summary>
internal static class Pieces
{
    /// <summary>What comes of reading the bytes, which is the same however they are cut.</summary>
    public static string Read(byte[] bytes, Func<BytesChannel, string> read)
    {
        string whole = read(new BytesChannel(bytes));
        int piece = Of(bytes);
        ParserException.ThrowUnlessSame(whole, read(new BytesChannel(bytes, piece)), $"the cut into {piece} bytes");
        return whole;
    }

    /// <summary>Bytes of a piece: fewer than of any message, and single ones as often as others.</summary>
    public static int Of(byte[] bytes) => 1 + (bytes.Length % 4);

    /// <summary>
    /// The same of what knows its own end: it takes all up to there and not a byte more, it does without none of them, and of
    /// bytes without an end it takes no more than its limit.
    /// </summary>
    public static void ReadExactly(byte[] bytes, int longest, Func<BytesChannel, string> read)
    {
        string whole = Read(bytes, channel => Outcome(channel, read));
        if (bytes.Length > 0)
        {
            var endless = new BytesChannel(bytes, isEndless: true);
            string outcome = Outcome(endless, read);
            ParserException.ThrowUnless(
                endless.Taken <= longest && outcome != nameof(EndOfStreamException),
                $"{endless.Taken} of bytes without an end were taken: {outcome}"
            );
        }

        int taken = whole.StartsWith("read", StringComparison.Ordinal) ? TakenOf(bytes, read) : 0;
        if (taken > 0)
        {
            string shorter = Outcome(new BytesChannel(bytes[..(taken - 1)]), read);
            ParserException.ThrowUnlessSame(nameof(EndOfStreamException), shorter, "a byte less");
            string other = Outcome(new BytesChannel([.. bytes[..taken], 13, 10, 0, 255]), read);
            ParserException.ThrowUnlessSame(whole, other, "what stands behind it");
        }
    }

    /// <summary>Nothing waits: the bytes are all there.</summary>
    public static T Now<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.GetAwaiter().GetResult() : throw new ParserException("it waits, with all bytes there");

    /// <inheritdoc cref="Now{T}(ValueTask{T})"/>
    public static T Now<T>(Task<T> task) => Now(new ValueTask<T>(task));

    /// <inheritdoc cref="Now{T}(ValueTask{T})"/>
    public static void Now(ValueTask task)
    {
        ParserException.ThrowUnless(task.IsCompleted, "it waits, with all bytes there");
        task.GetAwaiter().GetResult();
    }

    private static int TakenOf(byte[] bytes, Func<BytesChannel, string> read)
    {
        var channel = new BytesChannel(bytes);
        _ = read(channel);
        return (int)channel.Taken;
    }

    private static string Outcome(BytesChannel channel, Func<BytesChannel, string> read)
    {
        try
        {
            return $"read {read(channel)}, {channel.Taken} bytes";
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return e.GetType().Name;
        }
    }
}
