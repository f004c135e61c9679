using static Dotcat.Cli.OptionTable;

namespace Dotcat.Cli;

/// <summary>Options that belong together.</summary>
internal static class OptionGroups
{
    /// <summary>Who may connect.</summary>
    public static readonly OptionDefinition[] Access = [Allow, Deny, AllowFile, DenyFile];

    /// <summary>What answers a connection by itself: one of these at the most.</summary>
    public static readonly OptionDefinition[] Answers = [Exec, ShellExec, Echo, Reply, To];

    /// <summary>What answers all connections together, instead.</summary>
    public static readonly OptionDefinition[] Hubs = [Broker, Chat];

    /// <summary>How an exchange is to be, where there is one.</summary>
    public static readonly OptionDefinition[] Exchange =
    [
        KeepAlive,
        SendProxy,
        KeepOpen,
        Crlf,
        Telnet,
        Delay,
        Rate,
        Lines,
        SendOnly,
        RecvOnly,
        IdleTimeout,
        Quit,
        ShutdownAtEnd,
        NoShutdown,
        Output,
        HexDump,
        AppendOutput,
        Digest,
        Progress,
    ];

    /// <summary>How TLS is to be: each asks for <c>--tls</c>.</summary>
    public static readonly OptionDefinition[] TlsDetails =
    [
        TlsCert,
        TlsKey,
        TlsTrust,
        TlsClientCa,
        TlsPin,
        TlsName,
        TlsAlpn,
        TlsMin,
        TlsCiphers,
    ];

    /// <summary>Options that ask for TLS, and for a server that is verified.</summary>
    public static readonly OptionDefinition[] StrictTls = [OptionTable.Tls, .. TlsDetails];

    /// <summary>Options that help names beside the ones whose meaning they have.</summary>
    public static readonly OptionDefinition[] SslSpellings = [SslCert, SslKey, SslTrust, SslName, SslAlpn, SslCiphers];

    /// <summary>Options that ask for TLS, in dotcat's words and in ncat's.</summary>
    public static readonly OptionDefinition[] AllTls = [.. StrictTls, Ssl, SslVerify, .. SslSpellings];

    public static readonly IReadOnlyList<(string Heading, OptionDefinition[] Options)> Sections =
    [
        ("Transport (TCP where none is named)", [IPv4, IPv6, Udp, Unix]),
        (
            "Connecting",
            [
                Wait,
                SourcePort,
                Source,
                NoDns,
                KeepAlive,
                SendProxy,
                Retry,
                RetryDelay,
                RetryMaxDelay,
                RetryFor,
                Reconnect,
            ]
        ),
        ("Proxy", [Proxy, ProxyType, ProxyAuth, ProxyDns, ProxyTrust, ProxyInsecure]),
        ("Listening", [Listen, KeepOpen, MaxConnections, AcceptTimeout, .. Access, AcceptProxy]),
        ("What answers (stdin and stdout where none is named)", [.. Answers, .. Hubs]),
        (
            "The stream",
            [
                Crlf,
                Telnet,
                Delay,
                Rate,
                Lines,
                SendOnly,
                RecvOnly,
                IdleTimeout,
                Quit,
                ShutdownAtEnd,
                Broadcast,
                NoShutdown,
            ]
        ),
        ("Records", [Output, HexDump, AppendOutput, Digest]),
        (
            "TLS (any --tls-... asks for --tls, any --ssl-... for --ssl)",
            [OptionTable.Tls, Insecure, Ssl, SslVerify, .. TlsDetails]
        ),
        ("Reporting, on stderr", [Verbose, Json, Progress, Size, Scan, Generate, As, OptionTable.Version, Usage, Help]),
    ];

    public static readonly OptionDefinition[] All =
    [
        .. Sections.SelectMany(static section => section.Options),
        .. SslSpellings,
    ];

    public static OptionDefinition? Find(char letter) => Array.Find(All, option => option.Letter == letter);

    public static OptionDefinition? Find(string name) => Array.Find(All, option => option.IsNamed(name));

    /// <summary>Those whose long name begins so.</summary>
    public static OptionDefinition[] FindAbbreviated(string start) =>
        Array.FindAll(All, option => option.IsAbbreviatedBy(start));
}
