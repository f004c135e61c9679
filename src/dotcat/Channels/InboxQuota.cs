namespace Dotcat.Channels;

/// <summary>How much may wait in all inboxes together.</summary>
/// <param name="limit">In bytes.</param>
internal sealed class InboxQuota(long limit)
{
    private long _used;

    /// <summary>Takes so many bytes; false where they are not left.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= limit)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(int bytes) => Interlocked.Add(ref _used, -bytes);
}
