namespace Dotcat.Services.Proxying;

/// <summary>
/// Which uses of a nonce were seen. Clients count them, but several connections do not keep the order: the last 64
/// are remembered, and older ones taken for seen.
/// </summary>
internal sealed class NonceCounts(long issued)
{
    private const int Remembered = 64;

    private uint _highest;
    private ulong _seen; // bit n for the count n below the highest

    /// <summary>When the nonce was made, as a timestamp of the clock.</summary>
    public long Issued => issued;

    /// <summary>False where it was seen before, or may have been.</summary>
    public bool TryUse(uint count)
    {
        if (count > _highest)
        {
            uint step = count - _highest;
            _seen = step < Remembered ? (_seen << (int)step) | 1 : 1;
            _highest = count;
            return true;
        }

        uint below = _highest - count;
        if (count == 0 || below >= Remembered || (_seen & (1UL << (int)below)) != 0)
        {
            return false;
        }

        _seen |= 1UL << (int)below;
        return true;
    }
}
