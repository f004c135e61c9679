namespace Dotcat.Tls;

/// <summary>How long an end is held back at the most, and by which clock.</summary>
internal sealed record EndDelay(TimeSpan Limit, TimeProvider Time);
