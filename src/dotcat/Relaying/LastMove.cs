using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>When something moved last. Bytes that are held back because the user wants it count as moving until they are let go.</summary>
/// <param name="source">Whose reads may be held back; null for nobody's.</param>
/// <param name="destination">Whose writes may be held back; null for nobody's.</param>
/// <param name="time">The run's clock.</param>
internal sealed class LastMove(Channel? source, Channel? destination, TimeProvider time)
{
    private long _timestamp = time.GetTimestamp();

    /// <summary>That of the last move, or of the start.</summary>
    public long Timestamp =>
        Math.Max(
            Volatile.Read(ref _timestamp),
            Math.Max(source?.ReadsHeldUntil ?? 0, destination?.WritesHeldUntil ?? 0)
        );

    /// <summary>Something moved.</summary>
    public void Touch() => Volatile.Write(ref _timestamp, time.GetTimestamp());
}
