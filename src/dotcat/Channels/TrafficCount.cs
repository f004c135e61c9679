namespace Dotcat.Channels;

/// <summary>How much has moved.</summary>
/// <param name="Sent">Bytes written to peers.</param>
/// <param name="Received">Bytes read from them.</param>
/// <param name="Present">How many peers there are now.</param>
/// <param name="Peers">How many there have been.</param>
/// <param name="Elapsed">Since the first of them came.</param>
internal readonly record struct TrafficCount(long Sent, long Received, int Present, int Peers, TimeSpan Elapsed);
