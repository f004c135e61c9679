namespace Dotcat.Channels;

/// <summary>What limits the rate of a channel, each way.</summary>
internal sealed record Throttles(Throttle Reads, Throttle Writes);
