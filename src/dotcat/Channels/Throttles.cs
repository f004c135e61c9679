namespace Dotcat.Channels;

/// <summary>What limits the rate of a channel, each way.</summary>
internal sealed record Throttles(Throttle Reads, Throttle Writes)
{
    /// <inheritdoc cref="Throttle.IsWaiting"/>
    public bool AreWaiting => Reads.IsWaiting || Writes.IsWaiting;
}
