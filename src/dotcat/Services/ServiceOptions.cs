using Dotcat.Relaying;

namespace Dotcat.Services;

/// <summary>What answers, what happens to bytes on their way to a peer, and when an exchange ends.</summary>
internal sealed record ServiceOptions
{
    public ServiceKind Kind { get; init; }

    /// <summary>Any number of peers at the same time, so that the failure of one is an event and not the run's end.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>The program of <see cref="ServiceKind.Command"/>.</summary>
    public CommandOptions? Command { get; init; }

    /// <summary>The answer of <see cref="ServiceKind.Reply"/>.</summary>
    public ReadOnlyMemory<byte> Reply { get; init; }

    /// <summary>Of <see cref="ServiceKind.HttpProxy"/> and <see cref="ServiceKind.SocksProxy"/>.</summary>
    public ProxyServerOptions? Proxy { get; init; }

    /// <summary>LF is sent as CRLF.</summary>
    public bool Crlf { get; init; }

    /// <summary>Each line is a datagram of its own.</summary>
    public bool Lines { get; init; }

    public RelayOptions Relay { get; init; } = new();
}
