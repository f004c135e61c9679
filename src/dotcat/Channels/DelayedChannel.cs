namespace Dotcat.Channels;

/// <summary>
/// Pauses between the lines that are written, from the end of one to the beginning of the next; what is there of a line
/// without its end is not kept for it. Reads are left alone.
/// </summary>
/// <param name="inner">What is written to.</param>
/// <param name="delay">How long to pause.</param>
/// <param name="eachWrite">Whether each write is a line that has no end of its own.</param>
/// <param name="time">The run's clock.</param>
internal sealed class DelayedChannel(Channel inner, TimeSpan delay, bool eachWrite, TimeProvider time)
    : ChannelWrapper(inner)
{
    private long? _lineEnd; // timestamp of when the last line was written; null within a line
    private readonly Hold _pause = new(time);

    public override bool WritesAreHeld => _pause.IsOn || base.WritesAreHeld;

    public override long WritesHeldUntil => Math.Max(_pause.Until, base.WritesHeldUntil);

    public override int PieceOf(ReadOnlySpan<byte> bytes) =>
        base.PieceOf(bytes.IndexOf((byte)'\n') is >= 0 and var feed ? bytes[..(feed + 1)] : bytes);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (_lineEnd is { } lineEnd && delay - time.GetElapsedTime(lineEnd) is { Ticks: > 0 } left)
        {
            _pause.Begin();
            Held = bytes;
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellation);
            Held = null;
            _pause.End(); // or it goes on, where a timer came a moment early
        }

        await Inner.WriteAsync(bytes, cancellation);
        if (eachWrite || !bytes.IsEmpty)
        {
            _lineEnd = eachWrite || bytes.Span[^1] == '\n' ? time.GetTimestamp() : null;
        }
    }
}
