using Dotcat.Reporting;

namespace Dotcat.Cli;

#pragma warning disable CS8601, CS8602, CS8603 // a rule is asked for when the options further down are there, too

/// <summary>Every option, in the order and under the headings of the help text.</summary>
internal static class OptionTable
{
    public const string Forever = "forever";
    public const string FromEnvironment = "env";

    private static readonly (Role, string?) _listener = (Role.Listener, null);
    private static readonly (Role, string?) _tlsClient = (Role.Client, Messages.ClientCertificates);
    private static readonly Func<OptionDefinition[]> _retrying = () => [Retry, RetryFor, Reconnect];

    public static readonly OptionDefinition IPv4 = new("-4", "IPv4 only") { Ends = Ends.Both, Excludes = () => [IPv6] };
    public static readonly OptionDefinition IPv6 = new("-6", "IPv6 only") { Ends = Ends.Both };
    public static readonly OptionDefinition Udp = new("-u, --udp", "UDP; with -U, Unix datagrams")
    {
        Everyday = "UDP; with -U, Unix datagrams",
        Excludes = () => OptionGroups.AllTls,
    };

    public static readonly OptionDefinition Unix = new(
        "-U, --unixsock",
        "Unix socket; @name is an abstract one (Linux)"
    )
    {
        Everyday = "Unix socket",
        Excludes = () => [IPv4, IPv6, SourcePort, .. OptionGroups.Access],
    };

    public static readonly OptionDefinition Wait = new(
        "-w, --wait TIME",
        "limit for one attempt to connect, name look-up and TLS included; with -l, for a PROXY header, a TLS handshake or a request to a proxy (10s); with -z, for each port (1s)"
    )
    {
        Ends = Ends.Both,
        Everyday = "limit for an attempt to connect (10s)",
    };

    public static readonly OptionDefinition SourcePort = new(
        "-p, --source-port PORT",
        "local port; with -l, the port to listen on"
    )
    {
        Everyday = "local port; with -l, the port to listen on",
        Alias = "port",
    };

    public static readonly OptionDefinition Source = new(
        "-s, --source ADDR",
        "local address; with -l, the address to listen on, or on whose interface to join the group HOST; with -U, local path"
    )
    {
        Ends = Ends.Local,
        Everyday = "local address; with -l, the one to listen on",
    };

    public static readonly OptionDefinition NoDns = new("-n, --nodns", "addresses and port numbers only")
    {
        Ends = Ends.Both,
        Everyday = "addresses and port numbers only",
    };
    public static readonly OptionDefinition KeepAlive = new(
        "--keepalive TIME",
        "probe a silent TCP connection that often; three probes without an answer end it"
    )
    {
        Ends = Ends.Both,
        Excludes = () => [Udp, Unix],
    };

    public static readonly OptionDefinition SendProxy = new(
        "--send-proxy VERSION",
        "begin each connection with a PROXY protocol header, version 1 or 2, that says our own addresses, or with --to the client's"
    )
    {
        Ends = Ends.Connecting,
        Values = ["1", "2"],
        Excludes = () => [Udp],
        For = (Role.Client, null),
    };

    public static readonly OptionDefinition Retry = new(
        "--retry N",
        "try again N times, or 'forever', when connecting or binding fails for a reason that time can mend"
    )
    {
        Everyday = "try again N times, or 'forever'",
        Values = [Forever],
    };
    public static readonly OptionDefinition RetryDelay = new(
        "--retry-delay TIME",
        "first pause, doubling with jitter (200ms)"
    )
    {
        Requires = _retrying,
    };
    public static readonly OptionDefinition RetryMaxDelay = new("--retry-max-delay TIME", "longest pause (10s)")
    {
        Requires = _retrying,
    };
    public static readonly OptionDefinition RetryFor = new(
        "--retry-for TIME",
        "limit for all tries together; without --retry, as many as fit"
    )
    {
        Everyday = "limit for all tries together",
    };

    public static readonly OptionDefinition Reconnect = new(
        "--reconnect",
        "connect again whenever an error or the peer has ended a connection, for as long as --retry or --retry-for says, else forever; stdin goes on where it was"
    )
    {
        Everyday = "connect again when a connection has ended",
        Excludes = () => [To],
        For = (Role.Client, null),
    };

    public static readonly OptionDefinition Proxy = new(
        "--proxy PROXY",
        "connect through HOST[:PORT], a URL (http, https, socks4, socks4a, socks5 or socks, socks5h), or what all_proxy or ALL_PROXY says ('env'); several make a chain"
    )
    {
        Ends = Ends.Connecting,
        Everyday = "connect through a proxy: HOST[:PORT] or a URL",
        Values = [FromEnvironment],
        Repeats = true,
        Excludes = () => [Udp, Unix],
        For = (Role.Client, null),
    };

    public static readonly OptionDefinition ProxyType = new(
        "--proxy-type TYPE",
        "http (port 3128), socks4 or socks5 (1080), where PROXY is no URL (http); with -l, be such a server for any number of clients, http or socks5"
    )
    {
        Ends = Ends.Connecting,
        Values = ["http", "socks4", "socks5"],
        // other answers, and what is said about standard input and output
        Excludes = () =>
            [
                Udp,
                .. OptionGroups.Answers,
                .. OptionGroups.Hubs,
                Crlf,
                Telnet,
                Delay,
                SendOnly,
                RecvOnly,
                Quit,
                NoShutdown,
            ],
        Requires = () => [Proxy, Listen, .. OptionGroups.Hubs],
        Unless = () => [Proxy],
    };

    public static readonly OptionDefinition ProxyAuth = new(
        "--proxy-auth LOGIN",
        "USER[:PASS], from NCAT_PROXY_AUTH where left out; with -l, what clients must give"
    )
    {
        Ends = Ends.Connecting,
        Requires = () => [Proxy, ProxyType],
    };

    public static readonly OptionDefinition ProxyDns = new(
        "--proxy-dns WHERE",
        "names are looked up by the proxy (remote), here (local), here first (both), or not at all (none); as the URL says, else remote"
    )
    {
        Ends = Ends.Connecting,
        Values = ["remote", "local", "both", "none"],
        Requires = () => [Proxy],
    };

    public static readonly OptionDefinition ProxyTrust = new(
        "--proxy-trust FILE",
        "authorities to trust of an https proxy instead of the system's, PEM"
    )
    {
        Ends = Ends.Connecting,
        Excludes = () => [ProxyInsecure],
        Requires = () => [Proxy],
    };

    public static readonly OptionDefinition ProxyInsecure = new("--proxy-insecure", "an https proxy is not verified")
    {
        Ends = Ends.Connecting,
        Requires = () => [Proxy],
    };

    public static readonly OptionDefinition Listen = new("-l, --listen", "accept one connection, serve it, end")
    {
        Everyday = "accept one connection, serve it, end",
    };
    public static readonly OptionDefinition KeepOpen = new(
        "-k, --keep-open",
        "any number of clients at the same time: stdin goes to all, what they send to stdout; as client: go on sending when the peer has finished"
    )
    {
        Everyday = "any number of clients at the same time",
    };
    public static readonly OptionDefinition MaxConnections = new(
        "-m, --max-conns N",
        "at most N clients at a time; others are closed"
    )
    {
        For = _listener,
    };
    public static readonly OptionDefinition AcceptTimeout = new(
        "--accept-timeout TIME",
        "give up if nobody connects in time"
    )
    {
        For = _listener,
    };
    public static readonly OptionDefinition Allow = new(
        "--allow HOSTS",
        "only these may connect: addresses, 10.0.0.0/8, 10.0-3.*.1, host names, separated by commas"
    )
    {
        Everyday = "only these may connect",
        Repeats = true,
        For = _listener,
    };
    public static readonly OptionDefinition Deny = new("--deny HOSTS", "these may not, even if allowed")
    {
        Repeats = true,
        For = _listener,
    };
    public static readonly OptionDefinition AllowFile = new(
        "--allowfile FILE",
        "what --allow has, from a file; # starts a comment"
    )
    {
        Repeats = true,
        For = _listener,
    };
    public static readonly OptionDefinition DenyFile = new("--denyfile FILE", "what --deny has, from a file")
    {
        Repeats = true,
        For = _listener,
    };

    public static readonly OptionDefinition AcceptProxy = new(
        "--accept-proxy",
        "each connection begins with a PROXY protocol header, version 1 or 2, and what it says is the client's address; --allow looks at who really connects"
    )
    {
        Excludes = () => [Udp],
        For = _listener,
    };

    public static readonly OptionDefinition Exec = new(
        "-e, --exec COMMAND",
        "a program, its words divided at blanks (\\ escapes)"
    )
    {
        Everyday = "a program answers",
        Excludes = () => [ShellExec, Echo, Reply, To, .. OptionGroups.Hubs],
    };

    public static readonly OptionDefinition ShellExec = new("-c, --sh-exec COMMAND", "the same through the shell")
    {
        Everyday = "a line of the shell answers",
        Excludes = () => [Echo, Reply, To, .. OptionGroups.Hubs],
    };

    public static readonly OptionDefinition Echo = new("--echo", "send back what arrives")
    {
        Excludes = () => [Reply, To, .. OptionGroups.Hubs, SendOnly, RecvOnly, NoShutdown, Quit],
    };

    public static readonly OptionDefinition Reply = new(
        "--reply TEXT",
        "answer each read or datagram with TEXT (\\n,\u00a0\\r,\u00a0\\t,\u00a0\\xHH), and write it to stdout"
    )
    {
        Excludes = () => [To, .. OptionGroups.Hubs, SendOnly, RecvOnly, NoShutdown, Quit],
        MayBeEmpty = true,
    };

    public static readonly OptionDefinition To = new(
        "--to TARGET",
        "connect to TARGET for each client and join the two: HOST:PORT, which is TCP, or a URL (tcp://, udp://, tls://, unix:); what is said of connecting is said of TARGET"
    )
    {
        Everyday = "forward to TARGET: HOST:PORT or a URL",
        Excludes = () => [.. OptionGroups.Hubs, Crlf, Telnet, Delay, Lines, SendOnly, RecvOnly, Quit, NoShutdown], // of standard input and output
    };

    public static readonly OptionDefinition Broker = new(
        "--broker",
        "what one client sends goes to the others, stdin to all of them (implies -l and -k)"
    )
    {
        Excludes = () => [NoShutdown, Quit],
    };
    public static readonly OptionDefinition Chat = new(
        "--chat",
        "a broker of lines, each under its sender's name; stdin and stdout take part"
    )
    {
        Everyday = "talk among all clients",
        Excludes = () => [SendOnly, NoShutdown, Quit],
    };
    public static readonly OptionDefinition Crlf = new("-C, --crlf", "send LF as CRLF")
    {
        Everyday = "send LF as CRLF",
    };
    public static readonly OptionDefinition Telnet = new(
        "-t, --telnet",
        "refuse telnet negotiation, take it out of the output, and double a 255 that is sent"
    )
    {
        Excludes = () => [Udp],
    };

    public static readonly OptionDefinition Delay = new("-d, --delay TIME", "pause between lines sent");

    public static readonly OptionDefinition Rate = new(
        "--rate BYTES",
        "at most that many bytes a second each way, all clients together, in bursts of a tenth of a second at most"
    );
    public static readonly OptionDefinition Lines = new("--lines", "with -u: a datagram a line, without its line end")
    {
        Excludes = () => [Crlf],
        Requires = () => [Udp],
    };

    public static readonly OptionDefinition SendOnly = new("--send-only", "send stdin, read nothing")
    {
        Everyday = "send stdin, read nothing",
        Excludes = () => [RecvOnly],
    };
    public static readonly OptionDefinition RecvOnly = new("--recv-only", "receive to stdout, send nothing")
    {
        Everyday = "receive to stdout, send nothing",
    };
    public static readonly OptionDefinition IdleTimeout = new(
        "-i, --idle-timeout TIME",
        "end when nothing moved either way for so long; with -u -k, forget a peer that is silent (60s)"
    )
    {
        Everyday = "end when nothing moved either way for so long",
    };
    public static readonly OptionDefinition Quit = new(
        "-q TIME",
        "end that long after stdin ended and is delivered, and after half a second of silence at the least; for datagrams, after the last one (500ms)"
    )
    {
        Everyday = "end that long after stdin has ended",
    };
    public static readonly OptionDefinition ShutdownAtEnd = new(
        "-N",
        "pass on the end of stdin, as always, and that of /dev/null, too"
    )
    {
        Excludes = () => [NoShutdown],
    };
    public static readonly OptionDefinition Broadcast = new(
        "-b",
        "accepted: sending to a broadcast address needs no option"
    );
    public static readonly OptionDefinition NoShutdown = new(
        "--no-shutdown",
        "do not pass the end of stdin on to the peer"
    );

    public static readonly OptionDefinition Output = new(
        "-o, --output FILE",
        "record all bytes, both ways, as they move"
    )
    {
        Everyday = "record all bytes, both ways",
    };

    public static readonly OptionDefinition HexDump = new(
        "-x, --hex-dump FILE",
        "record them to be read: peer and time of each piece, and its bytes as xxd shows them"
    );

    public static readonly OptionDefinition AppendOutput = new(
        "--append-output",
        "add to those files, which may be devices then; without it they are emptied"
    )
    {
        Requires = () => [Output, HexDump],
    };

    public static readonly OptionDefinition Digest = new(
        "--digest",
        "at the end, the SHA-256 of what was sent and received"
    );

    // The same words in ncat's spelling, definitions of their own because they ask for --ssl and not for --tls.
    public static readonly OptionDefinition SslCert = new("--ssl-cert FILE", "--tls-cert");
    public static readonly OptionDefinition SslKey = new("--ssl-key FILE", "--tls-key");
    public static readonly OptionDefinition SslTrust = new("--ssl-trustfile FILE", "--tls-trust")
    {
        Ends = Ends.Connecting,
        For = _tlsClient,
    };
    public static readonly OptionDefinition SslName = new("--ssl-servername NAME", "--tls-name")
    {
        Ends = Ends.Connecting,
        For = _tlsClient,
    };
    public static readonly OptionDefinition SslAlpn = new("--ssl-alpn LIST", "--tls-alpn") { Ends = Ends.Both };
    public static readonly OptionDefinition SslCiphers = new("--ssl-ciphers LIST", "--tls-ciphers")
    {
        Ends = Ends.Both,
    };
    public static readonly OptionDefinition Tls = new("--tls", "the server is verified, its chain and its name")
    {
        Everyday = "TLS; the server is verified",
    };
    public static readonly OptionDefinition Insecure = new("--insecure", "with --tls: it is not")
    {
        Ends = Ends.Connecting,
        Everyday = "with --tls: it is not",
        Excludes = () => [SslVerify, TlsTrust, SslTrust],
        Requires = () => OptionGroups.AllTls,
        For = _tlsClient,
    };

    public static readonly OptionDefinition Ssl = new("--ssl", "as in ncat: TLS, nothing verified");
    public static readonly OptionDefinition SslVerify = new("--ssl-verify", "--ssl, verified as with --tls")
    {
        Ends = Ends.Connecting,
        For = _tlsClient,
    };
    public static readonly OptionDefinition TlsCert = new(
        "--tls-cert FILE",
        "certificate and its chain, PEM (--ssl-cert); a listener without one makes one for some days"
    )
    {
        Everyday = "own certificate, PEM",
        NcatSpelling = SslCert,
    };
    public static readonly OptionDefinition TlsKey = new(
        "--tls-key FILE",
        "its key, if not in that file (--ssl-key); password from DOTCAT_TLS_PASSWORD or asked for"
    )
    {
        NcatSpelling = SslKey,
    };

    public static readonly OptionDefinition TlsTrust = new(
        "--tls-trust FILE",
        "authorities to trust instead of the system's, PEM (--ssl-trustfile, which verifies too)"
    )
    {
        Ends = Ends.Connecting,
        NcatSpelling = SslTrust,
        For = _tlsClient,
    };

    public static readonly OptionDefinition TlsClientCa = new(
        "--tls-client-ca FILE",
        "with -l: demand a certificate signed by these"
    )
    {
        For = (Role.Listener, Messages.OwnCertificate),
    };

    public static readonly OptionDefinition TlsPin = new("--tls-pin SHA256", "accept exactly this certificate")
    {
        Ends = Ends.Connecting,
        Excludes = () => [Insecure, TlsTrust, SslTrust],
        For = _tlsClient,
    };

    public static readonly OptionDefinition TlsName = new(
        "--tls-name NAME",
        "the name to verify, if not HOST (--ssl-servername)"
    )
    {
        Ends = Ends.Connecting,
        NcatSpelling = SslName,
        For = _tlsClient,
    };

    public static readonly OptionDefinition TlsAlpn = new(
        "--tls-alpn LIST",
        "protocols inside, like h2,http/1.1 (--ssl-alpn)"
    )
    {
        Ends = Ends.Both,
        NcatSpelling = SslAlpn,
    };
    public static readonly OptionDefinition TlsMin = new(
        "--tls-min VERSION",
        "oldest version to agree on, 1.2 or 1.3 (1.2)"
    )
    {
        Ends = Ends.Both,
        Values = ["1.2", "1.3"],
    };
    public static readonly OptionDefinition TlsCiphers = new(
        "--tls-ciphers LIST",
        "only these suites, by IANA's or OpenSSL's names (--ssl-ciphers)"
    )
    {
        Ends = Ends.Both,
        NcatSpelling = SslCiphers,
    };
    public static readonly OptionDefinition Verbose = new(
        "-v, --verbose",
        "say what happens; twice: each attempt; thrice: everything, with stack traces"
    )
    {
        Everyday = "say what happens; twice or thrice: more",
        Repeats = true,
    };
    public static readonly OptionDefinition Json = new(
        "--json",
        "say all that happens, whatever -v says, as JSON: an object a line"
    );
    public static readonly OptionDefinition Progress = new(
        "--progress",
        "show how much has moved, how fast, and how long it will take where the size is known; one line at the end where stderr is no terminal"
    )
    {
        Everyday = "show how much has moved, and how fast",
    };
    public static readonly OptionDefinition Size = new(
        "--size BYTES",
        "how much there is to send or to receive, where stdin is no file that tells it"
    )
    {
        Requires = () => [Progress],
    };
    public static readonly OptionDefinition Generate = new(
        "--generate KIND",
        "print completions for bash, zsh, fish or pwsh, the man page (man), or the JSON Schema of --json (schema)"
    )
    {
        Values = ["bash", "zsh", "fish", "pwsh", "man", "schema"],
    };
    public static readonly OptionDefinition Scan = new(
        "-z",
        "tell on stdout which of PORTS (22,80,8000-8100) are open, and send nothing; with -v, what each of them is; with --retry or --retry-for, wait until one is open; exit 1 if none is"
    )
    {
        Everyday = "tell which PORTS are open, or wait for one",
        Excludes = () => [Listen, Reconnect, .. OptionGroups.Answers, .. OptionGroups.Hubs, .. OptionGroups.Exchange],
    };
    public static readonly OptionDefinition As = new(
        "--as NAME",
        "only in front of all else: take the rest as 'nc' does, OpenBSD's, and behave as it does; so does being called nc, netcat or nc.openbsd"
    )
    {
        Values = ["nc"],
    };
    public static readonly OptionDefinition Version = new(
        "-V, --version",
        "print the version; with -v also whether it is native, and what it runs on"
    )
    {
        Everyday = "print the version",
    };
    public static readonly OptionDefinition Usage = new("-h", "print the options of every day")
    {
        Everyday = "print this",
    };
    public static readonly OptionDefinition Help = new("--help", "print this help") { Everyday = "print everything" };
}
