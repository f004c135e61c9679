using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>
/// When something moved last. Bytes that are held back because the user wants it count as moving, and so do they when they
/// are let go, until they have moved.
/// </summary>
/// <param name="source">Whose reads may be held back; null for nobody's.</param>
/// <param name="destination">Whose writes may be held back; null for nobody's.</param>
/// <param name="time">The run's clock.</param>
internal sealed class LastMove(Channel? source, Channel? destination, TimeProvider time)
{
    private long _timestamp = time.GetTimestamp();
    private volatile bool _wasHeldBack; // when somebody looked last

    /// <summary>That of the last move, or of the start.</summary>
    public long Timestamp
    {
        get
        {
            bool isHeldBack = source is { ReadsAreHeld: true } || destination is { WritesAreHeld: true };
            if (isHeldBack || _wasHeldBack)
            {
                _wasHeldBack = isHeldBack;
                Touch();
            }

            return Volatile.Read(ref _timestamp);
        }
    }

    /// <summary>Something moved.</summary>
    public void Touch() => Volatile.Write(ref _timestamp, time.GetTimestamp());
}
