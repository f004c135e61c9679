using Dotcat.Relaying;

namespace Dotcat.Services;

/// <summary>What happens to bytes on their way to a peer, and when an exchange ends.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Any number of peers at the same time, so that the failure of one is an event and not the run's end.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>LF is sent as CRLF.</summary>
    public bool Crlf { get; init; }

    /// <summary>Bytes a second that may move each way, of all peers together; null for no limit.</summary>
    public long? Rate { get; init; }

    /// <summary>The peer may speak telnet, and is refused whatever it negotiates.</summary>
    public bool Telnet { get; init; }

    /// <summary>How long to pause between the lines that are sent; null for not at all.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Each line is a datagram of its own.</summary>
    public bool Lines { get; init; }

    public RelayOptions Relay { get; init; } = new();
}
