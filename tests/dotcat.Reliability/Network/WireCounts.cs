namespace Dotcat.Reliability.Network;

/// <summary>Packets of one direction of a wire.</summary>
internal sealed class WireCounts
{
    public long Taken { get; set; }

    public long Lost { get; set; }

    public long Damaged { get; set; }

    public long Doubled { get; set; }

    public long Reordered { get; set; }

    /// <summary>Whole ones, doubles included.</summary>
    public long Delivered { get; set; }
}
