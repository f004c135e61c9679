using System.Globalization;

namespace Dotcat.Reliability.Peers;

/// <summary>The 99th percentiles of what an exchange took, in milliseconds.</summary>
/// <param name="Server">With the server under trial.</param>
/// <param name="Bare">With a bare echo, in turns with it.</param>
internal readonly record struct Latency(double Server, double Bare)
{
    /// <summary>In the short form less than this is not judged: the machine may have other work, and who waits for a crowd waits longer.</summary>
    private const double LeastOfShort = 5;

    /// <summary>Whether the server was slower than so many times itself, beyond what the machine was for everybody.</summary>
    public bool Exceeds(Latency quiet, double times, bool isShort) =>
        Server > Math.Max(isShort ? LeastOfShort : 0, quiet.Server * times * Math.Max(1, Bare / quiet.Bare));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Server:0.00} ({Bare:0.00})");
}
