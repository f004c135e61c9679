namespace Dotcat.Listening;

/// <summary>
/// How many peers the process has descriptors for. Counted, and not asked of the system: each peer is taken to have
/// all that it can come to need, since it would fail where it cannot have it.
/// </summary>
/// <param name="limit">The most descriptors that the process may have.</param>
/// <param name="last">The number of the one that was opened last.</param>
/// <param name="each">The most that one peer needs.</param>
internal sealed class DescriptorBudget(long limit, int last, int each)
{
    /// <summary>
    /// Left to the pipes that wait for their next use, and to the runtime, which opens files as it comes to need them
    /// and fails where it cannot.
    /// </summary>
    private const int Reserve = 32;

    /// <summary>Those that belong to no peer. The system gives out the lowest number that is free: all below are taken.</summary>
    private long _others = last + 1L;

    /// <summary>How many can be served at the same time. The first one is let try: nobody is there who could make room.</summary>
    public long Room => each == 0 ? long.MaxValue : Math.Max(1, (limit - Reserve - _others) / each);

    /// <summary>Whether one more can be served.</summary>
    public bool HasRoom(int present) => present < Room;

    /// <summary>Takes notice of the number of a new peer's descriptor, who is one of those present.</summary>
    public void Learn(int descriptor, int present) =>
        _others = Math.Max(_others, descriptor + 1 - ((long)present * each));
}
