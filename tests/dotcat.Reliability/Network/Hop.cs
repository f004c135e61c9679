namespace Dotcat.Reliability.Network;

/// <summary>A stretch in which no datagram may be made, doubled or moved, nor lost but by a kernel that counts it.</summary>
/// <param name="Name">From where to where.</param>
/// <param name="Into">What went in, in order.</param>
/// <param name="OutOf">What came out, in order.</param>
internal sealed record Hop(string Name, IReadOnlyList<int> Into, IReadOnlyList<int> OutOf)
{
    /// <summary>How many went in and did not come out.</summary>
    /// <exception cref="BrokenException">Something came out that did not go in there, or not then.</exception>
    public int Missing()
    {
        int at = 0;
        foreach (int number in OutOf)
        {
            while (at < Into.Count && Into[at] != number)
            {
                at++;
            }

            BrokenException.ThrowUnless(at < Into.Count, $"{Name}: datagram {number} came out of order, or twice");
            at++;
        }

        return Into.Count - OutOf.Count;
    }
}
