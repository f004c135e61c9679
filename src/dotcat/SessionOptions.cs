using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tls;

namespace Dotcat;

/// <summary>One run, as the user asked for it. Exactly one of the first four is set.</summary>
internal sealed record SessionOptions
{
    public DialOptions? Dial { get; init; }

    public UnixDialOptions? UnixDial { get; init; }

    public ListenOptions? Listen { get; init; }

    public UnixListenOptions? UnixListen { get; init; }

    /// <summary>How long a listener waits for somebody; null for ever.</summary>
    public TimeSpan? AcceptTimeout { get; init; }

    /// <summary>Who may connect over TCP and UDP.</summary>
    public AccessOptions Access { get; init; } = new();

    /// <summary>The most clients at a time; 0 lets nobody in.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>Null where nothing is tried again.</summary>
    public RetryOptions? Retry { get; init; }

    public ServiceOptions Service { get; init; } = new();

    /// <summary>What to connect through, first to last; empty for a direct connection.</summary>
    public IReadOnlyList<ProxyOptions> Proxies { get; init; } = [];

    /// <summary>A client's where it dials, a server's where it listens; null where there is no TLS.</summary>
    public TlsOptions? Tls { get; init; }

    public Verbosity Verbosity { get; init; }
}
