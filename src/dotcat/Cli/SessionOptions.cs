using Dotcat.Dialing;
using Dotcat.Recording;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat.Cli;

/// <summary>One run, as the user asked for it.</summary>
internal sealed record SessionOptions
{
    public required Endpoint Endpoint { get; init; }

    public Answer Answer { get; init; } = new Answer.Stdio();

    /// <summary>What each peer is connected to; null where something else answers.</summary>
    public Endpoint.Dialled? To { get; init; }

    public ServiceOptions Service { get; init; } = new();

    /// <summary>Null where nothing is recorded.</summary>
    public RecordOptions? Records { get; init; }

    /// <summary>Null where nothing is tried again.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>How to connect again when a connection that was made has ended; null for not at all.</summary>
    public RetryOptions? Reconnect { get; init; }

    /// <summary>Where the keys of TLS are to be written; null for nowhere.</summary>
    public string? KeyLogFile { get; init; }

    /// <summary>Null where it is not to be shown.</summary>
    public ProgressOptions? Progress { get; init; }

    /// <summary>
    /// Whether all there is to do is to join one connection to standard input and output with nothing in between, so that
    /// the kernel moves the bytes: one thread is enough to wait for it.
    /// </summary>
    public bool IsPlain =>
        Endpoint
            is Endpoint.Dial { Tls: null, Announce: null, Proxies.Count: 0, Target.IsDatagram: false }
                or Endpoint.DialUnix { Tls: null, Announce: null, Target.IsDatagram: false }
        && Answer is Answer.Stdio
        && Records is null
        && Reconnect is null
        && Service is { KeepOpen: false, Crlf: false, Telnet: false, Delay: null };

    /// <summary>Whether it hashes what moves, or what clients log in with: the platform's hashes are OpenSSL's.</summary>
    public bool NeedsHashes =>
        Records is { Digest: true }
        || Answer is Answer.HttpProxy { Options.Login: not null } or Answer.SocksProxy { Options.Login: not null };

    public Verbosity Verbosity { get; init; }

    /// <summary>Whether what happens is told as JSON, all of it.</summary>
    public bool Json { get; init; }

    /// <summary>What somebody who wants to hear what happens may want to know of the words; null for nothing.</summary>
    public Sentence? Hint { get; init; }
}
