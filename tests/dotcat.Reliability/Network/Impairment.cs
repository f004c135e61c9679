using System.Globalization;

namespace Dotcat.Reliability.Network;

/// <summary>What a wire does to packets, each way, by chance or always.</summary>
internal sealed record Impairment
{
    public static Impairment None { get; } = new();

    /// <summary>The share of packets that are lost, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>How long each is on its way.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>By how much at most that is more or less; packets do not overtake each other by it.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>The share of packets that others overtake, for up to 5 ms.</summary>
    public double Reordering { get; init; }

    /// <summary>The share of packets that arrive twice.</summary>
    public double Duplication { get; init; }

    /// <summary>The share of packets in which a bit is turned over, so that a checksum is wrong.</summary>
    public double Damage { get; init; }

    /// <summary>Bytes a second that fit through, with a queue of 100 ms before it; null for any number.</summary>
    public long? Rate { get; init; }

    public override string ToString()
    {
        string[] parts =
        [
            .. Share("loss", Loss),
            .. Delay > TimeSpan.Zero ? [$"{Delay.TotalMilliseconds:0}±{Jitter.TotalMilliseconds:0} ms"] : (string[])[],
            .. Share("reordered", Reordering),
            .. Share("doubled", Duplication),
            .. Share("damaged", Damage),
            .. Rate is { } rate ? [$"{rate / 1e6:0.#} MB/s"] : (string[])[],
        ];
        return parts.Length == 0 ? "clean" : string.Join(", ", parts);
    }

    private static string[] Share(string what, double share) =>
        share > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} % {what}")] : [];
}
