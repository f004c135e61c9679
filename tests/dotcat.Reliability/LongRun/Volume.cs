namespace Dotcat.Reliability.LongRun;

/// <summary>What has gone through a listener and was found to be right.</summary>
internal sealed class Volume
{
    private long _exchanges;
    private long _bytes;

    public long Exchanges => Volatile.Read(ref _exchanges);

    public long Bytes => Volatile.Read(ref _bytes);

    public void Add(long bytes)
    {
        _ = Interlocked.Increment(ref _exchanges);
        _ = Interlocked.Add(ref _bytes, bytes);
    }
}
