using Dotcat.Relaying;

namespace Dotcat.Services;

/// <summary>What happens to standard input on its way, and when the exchange ends.</summary>
internal sealed record StdioOptions
{
    /// <summary>LF is sent as CRLF.</summary>
    public bool Crlf { get; init; }

    /// <summary>Each line is a datagram of its own.</summary>
    public bool Lines { get; init; }

    public RelayOptions Relay { get; init; } = new();
}
