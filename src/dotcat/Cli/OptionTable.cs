using Dotcat.Reporting;

namespace Dotcat.Cli;

#pragma warning disable CS8601, CS8602, CS8603 // a rule is asked for when the options further down are there, too

/// <summary>Every option, in the order of the help text (<see cref="Messages.Help"/>).</summary>
internal static class OptionTable
{
    private static readonly (Role, string?) _listener = (Role.Listener, null);
    private static readonly (Role, string?) _tlsClient = (Role.Client, Messages.ClientCertificates);
    private static readonly Func<OptionDefinition[]> _retrying = () => [Retry, RetryFor];

    public static readonly OptionDefinition IPv4 = new("-4") { Excludes = () => [IPv6] };
    public static readonly OptionDefinition IPv6 = new("-6");
    public static readonly OptionDefinition Udp = new("-u, --udp") { Excludes = () => AllTls };

    public static readonly OptionDefinition Unix = new("-U, --unixsock")
    {
        Excludes = () => [IPv4, IPv6, SourcePort, .. Access],
    };

    public static readonly OptionDefinition Wait = new("-w, --wait TIME")
    {
        For = (Role.Client, Messages.ListenTimers),
        Unless = () => [ProxyType, .. AllTls],
    };

    public static readonly OptionDefinition SourcePort = new("-p, --source-port PORT");

    public static readonly OptionDefinition Source = new("-s, --source ADDR")
    {
        For = (Role.Client, Messages.ListenOnHost),
    };

    public static readonly OptionDefinition NoDns = new("-n, --nodns");
    public static readonly OptionDefinition Retry = new("--retry N");
    public static readonly OptionDefinition RetryDelay = new("--retry-delay TIME") { Requires = _retrying };
    public static readonly OptionDefinition RetryMaxDelay = new("--retry-max-delay TIME") { Requires = _retrying };
    public static readonly OptionDefinition RetryFor = new("--retry-for TIME");

    public static readonly OptionDefinition Proxy = new("--proxy PROXY")
    {
        Excludes = () => [Udp, Unix],
        For = (Role.Client, null),
    };

    public static readonly OptionDefinition ProxyType = new("--proxy-type TYPE")
    {
        // other answers, and what is said about standard input and output
        Excludes = () => [Udp, .. Answers, .. Hubs, Crlf, SendOnly, RecvOnly, Quit, NoShutdown],
        Requires = () => [Proxy, Listen, .. Hubs],
        Unless = () => [Proxy],
    };

    public static readonly OptionDefinition ProxyAuth = new("--proxy-auth LOGIN")
    {
        Requires = () => [Proxy, ProxyType],
    };

    public static readonly OptionDefinition ProxyDns = new("--proxy-dns WHERE") { Requires = () => [Proxy] };
    public static readonly OptionDefinition Listen = new("-l, --listen");
    public static readonly OptionDefinition KeepOpen = new("-k, --keep-open");
    public static readonly OptionDefinition MaxConnections = new("-m, --max-conns N") { For = _listener };
    public static readonly OptionDefinition AcceptTimeout = new("--accept-timeout TIME") { For = _listener };
    public static readonly OptionDefinition Allow = new("--allow HOSTS") { For = _listener };
    public static readonly OptionDefinition Deny = new("--deny HOSTS") { For = _listener };
    public static readonly OptionDefinition AllowFile = new("--allowfile FILE") { For = _listener };
    public static readonly OptionDefinition DenyFile = new("--denyfile FILE") { For = _listener };

    public static readonly OptionDefinition Exec = new("-e, --exec COMMAND")
    {
        Excludes = () => [ShellExec, Echo, Reply, .. Hubs],
    };

    public static readonly OptionDefinition ShellExec = new("-c, --sh-exec COMMAND")
    {
        Excludes = () => [Echo, Reply, .. Hubs],
    };

    public static readonly OptionDefinition Echo = new("--echo")
    {
        Excludes = () => [Reply, .. Hubs, SendOnly, RecvOnly, NoShutdown, Quit],
    };

    public static readonly OptionDefinition Reply = new("--reply TEXT")
    {
        Excludes = () => [.. Hubs, SendOnly, RecvOnly, NoShutdown, Quit],
    };

    public static readonly OptionDefinition Broker = new("--broker") { Excludes = () => [SendOnly, NoShutdown, Quit] };
    public static readonly OptionDefinition Chat = new("--chat") { Excludes = () => [SendOnly, NoShutdown, Quit] };
    public static readonly OptionDefinition Crlf = new("-C, --crlf");
    public static readonly OptionDefinition Lines = new("--lines") { Excludes = () => [Crlf], Requires = () => [Udp] };

    public static readonly OptionDefinition SendOnly = new("--send-only") { Excludes = () => [RecvOnly] };
    public static readonly OptionDefinition RecvOnly = new("--recv-only");
    public static readonly OptionDefinition IdleTimeout = new("-i, --idle-timeout TIME");
    public static readonly OptionDefinition Quit = new("-q TIME");
    public static readonly OptionDefinition ShutdownAtEnd = new("-N") { Excludes = () => [NoShutdown] };
    public static readonly OptionDefinition NoShutdown = new("--no-shutdown");

    // The same words in ncat's spelling, definitions of their own because they ask for --ssl and not for --tls.
    public static readonly OptionDefinition SslCert = new("--ssl-cert FILE");
    public static readonly OptionDefinition SslKey = new("--ssl-key FILE");
    public static readonly OptionDefinition SslTrust = new("--ssl-trustfile FILE") { For = _tlsClient };
    public static readonly OptionDefinition SslName = new("--ssl-servername NAME") { For = _tlsClient };
    public static readonly OptionDefinition SslAlpn = new("--ssl-alpn LIST");
    public static readonly OptionDefinition SslCiphers = new("--ssl-ciphers LIST");
    public static readonly OptionDefinition Tls = new("--tls");
    public static readonly OptionDefinition Insecure = new("--insecure")
    {
        Excludes = () => [SslVerify, TlsTrust, SslTrust],
        Requires = () => AllTls,
        For = _tlsClient,
    };

    public static readonly OptionDefinition Ssl = new("--ssl");
    public static readonly OptionDefinition SslVerify = new("--ssl-verify") { For = _tlsClient };
    public static readonly OptionDefinition TlsCert = new("--tls-cert FILE") { NcatSpelling = SslCert };
    public static readonly OptionDefinition TlsKey = new("--tls-key FILE") { NcatSpelling = SslKey };

    public static readonly OptionDefinition TlsTrust = new("--tls-trust FILE")
    {
        NcatSpelling = SslTrust,
        For = _tlsClient,
    };

    public static readonly OptionDefinition TlsClientCa = new("--tls-client-ca FILE")
    {
        For = (Role.Listener, Messages.OwnCertificate),
    };

    public static readonly OptionDefinition TlsPin = new("--tls-pin SHA256")
    {
        Excludes = () => [Insecure, TlsTrust, SslTrust],
        For = _tlsClient,
    };

    public static readonly OptionDefinition TlsName = new("--tls-name NAME")
    {
        NcatSpelling = SslName,
        For = _tlsClient,
    };

    public static readonly OptionDefinition TlsAlpn = new("--tls-alpn LIST") { NcatSpelling = SslAlpn };
    public static readonly OptionDefinition TlsMin = new("--tls-min VERSION");
    public static readonly OptionDefinition TlsCiphers = new("--tls-ciphers LIST") { NcatSpelling = SslCiphers };
    public static readonly OptionDefinition Verbose = new("-v, --verbose");
    public static readonly OptionDefinition Version = new("-V, --version");
    public static readonly OptionDefinition Help = new("-h, --help");

    /// <summary>Who may connect.</summary>
    public static readonly OptionDefinition[] Access = [Allow, Deny, AllowFile, DenyFile];

    /// <summary>What answers a connection by itself: one of these at the most.</summary>
    public static readonly OptionDefinition[] Answers = [Exec, ShellExec, Echo, Reply];

    /// <summary>What answers all connections together, instead.</summary>
    public static readonly OptionDefinition[] Hubs = [Broker, Chat];

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
    public static readonly OptionDefinition[] StrictTls = [Tls, .. TlsDetails];

    /// <summary>Options that help names beside the ones whose meaning they have.</summary>
    public static readonly OptionDefinition[] SslSpellings = [SslCert, SslKey, SslTrust, SslName, SslAlpn, SslCiphers];

    /// <summary>Options that ask for TLS, in dotcat's words and in ncat's.</summary>
    public static readonly OptionDefinition[] AllTls = [.. StrictTls, Ssl, SslVerify, .. SslSpellings];

    private static readonly OptionDefinition[][] _byHeading =
    [
        [IPv4, IPv6, Udp, Unix],
        [Wait, SourcePort, Source, NoDns, Retry, RetryDelay, RetryMaxDelay, RetryFor],
        [Proxy, ProxyType, ProxyAuth, ProxyDns],
        [Listen, KeepOpen, MaxConnections, AcceptTimeout, .. Access],
        [.. Answers, .. Hubs],
        [Crlf, Lines, SendOnly, RecvOnly, IdleTimeout, Quit, ShutdownAtEnd, NoShutdown],
        [Tls, Insecure, Ssl, SslVerify, .. TlsDetails],
        [Verbose, Version, Help],
        SslSpellings,
    ];

    public static readonly OptionDefinition[] All = [.. _byHeading.SelectMany(static options => options)];

    /// <summary>Letters that mean something else in another netcat, whether dotcat has them or not.</summary>
    public static readonly IReadOnlyDictionary<char, string> OtherNetcats = new Dictionary<char, string>
    {
        ['c'] = "in OpenBSD nc, -c means TLS: here that is --tls",
        ['d'] = "in OpenBSD nc, -d means 'do not read stdin': here that is --recv-only",
        ['e'] = "in OpenBSD nc, -e names who a certificate is for: here that is --tls-name",
        ['i'] = "in OpenBSD nc, -i is a pause between lines",
        ['m'] = "in OpenBSD nc, -m is a least TTL",
        ['o'] = "in OpenBSD nc, -o is for TLS, in ncat a record: dotcat has neither yet",
        ['w'] = "in OpenBSD nc, -w also ends an idle connection: here that is -i",
        ['x'] = "in OpenBSD nc, -x names a proxy, in ncat a hex dump: for a proxy use --proxy",
        ['X'] = "in OpenBSD nc, -X names a proxy protocol: for a proxy use --proxy",
    };

    public static OptionDefinition? Find(char letter) => Array.Find(All, option => option.Letter == letter);

    public static OptionDefinition? Find(string name) =>
        name == "port" ? SourcePort : Array.Find(All, option => option.Name == name);
}
