using System.Globalization;
using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Reporting;

/// <summary>Every sentence the tool says.</summary>
internal static class Messages
{
    public const string Prefix = "dotcat: ";
    public const string NoSuchFile = "no such file";
    public const string AsciiForm = "its ASCII form, xn--..., is taken as it is";
    public const string NoSuchFolder = "its folder does not exist";
    public const string IsFolder = "it is a folder";
    public const string PermissionDenied = "permission denied";
    public const string NoAddressToAnswer = "it has no address to answer to";
    public const string NoSocketPassed = "it is no socket";
    public const string NoStreamPassed = "it is no stream socket (-u is for datagrams)";
    public const string NoDatagramsPassed = "it is no datagram socket, which -u is for";
    public const string OtherFamilyPassed = "it is of another address family";
    public const string ConnectionPassed = "it does not listen (in a socket unit, Accept=no)";
    public const string NoMemory = "the system has no memory left for it";
    public const string NoMemoryOrProtocol =
        "the system has no memory left for it, or the connection broke its protocol";
    public const string NothingLeft = "the system has no memory, thread or descriptor left for it";
    public const string NotASocket = "it exists and is not a socket";
    public const string ListenOnPath = "to listen on a path, give it as PATH";
    public const string NoCertificateInFile = "no certificate in it";
    public const string DamagedCertificate = "a certificate in it is damaged";
    public const string OwnCurve = "the certificate's key has curve parameters of its own";
    public const string DamagedPeerCertificate =
        "the peer's certificate is damaged, or of a kind that cannot be judged";
    public const string DamagedNames = "the certificate's alternative names are damaged";
    public const string NoKeyInFile = "no private key in it (--tls-key names another file)";
    public const string KeyOfAnother = "the key does not belong to the certificate";
    public const string KeyOfUnknownKind = "the key is damaged, or neither RSA nor ECDSA";
    public const string KeyInOldForm =
        "the key is encrypted in a form from before PKCS #8 ('openssl pkcs8 -topk8' makes the new one)";
    public const string NoPassword = "the key is encrypted (DOTCAT_TLS_PASSWORD, or a terminal to ask at)";
    public const string WrongPassword = "the password is wrong, or the key neither RSA nor ECDSA";
    public const string PeerEnded = "the peer has ended";
    public const string Truncated = "cut off without TLS's close_notify: what arrived may not be all";
    public const string Damaged = "what arrived is no TLS of this session, or was tampered with";
    public const string NotTls = "the peer does not speak TLS";
    public const string ClosedInHandshake = "the peer closed the connection in the handshake";
    public const string NoCertificateShown = "the peer showed no certificate";
    public const string CertificateDemanded = "the peer demands a client certificate (--tls-cert)";
    public const string Revoked = "the certificate is revoked";
    public const string NotForThisUse = "the certificate is not for this use of it";
    public const string NameForUnix = "give --tls-name, --tls-pin or --insecure";
    public const string CiphersOfTls12 = "none of those suites is one of TLS 1.3";
    public const string OwnCertificate = "a client's own certificate is --tls-cert";
    public const string ClientCertificates = "client certificates are demanded by --tls-client-ca";
    public const string Socks5 = "SOCKS5";
    public const string EndedWithinMessage = "ended within an HTTP message";
    public const string NotAnHttpRequest = "not an HTTP request";
    public const string NotAnHttpUri = "a request to a proxy names an http:// URI";
    public const string NotAHostAndPort = "CONNECT wants HOST:PORT";
    public const string NotAnHttpAnswer = "not an HTTP answer";
    public const string NotASocksRequest = "not a SOCKS5 request";
    public const string SchemeNotForwarded = "only http:// URIs are forwarded; for others use CONNECT";
    public const string CodingNotForwarded = "of the transfer codings only 'chunked' is forwarded";
    public const string DoubtfulLength = "the end of the request's body is in doubt";
    public const string HostInDoubt = "a request has one Host field, with a host in it";
    public const string LoginWanted = "a user and password are wanted";
    public const string LoginWrong = "wrong user or password";
    public const string LoginStale = "the login was used before or is too old";
    public const string OtherLoginOffered = "only kinds of login that are not asked for";
    public const string NotAProxyHeader = "no PROXY header came first";
    public const string EndedWithinProxyHeader = "it ended before a whole PROXY header had come";
    public const string Circle = "it would go round in a circle";
    public const string NoAnswer = "no answer in time";
    public const string NotARecord = "it is neither a regular file nor a pipe nor a terminal";
    public const string NothingToWaitFor =
        "--wait limits handshakes, and there are none here: --accept-timeout limits the wait for a client, -i the silence of one";
    public const string UnknownPort = "unknown";
    public const string QuitAtOnce = "-q 0 waits for no answer";

    /// <summary>Whom a chat's own lines are from.</summary>
    public const string Announcer = "announce";

    private const string ChatCommands = "/who tells who is here, /nick NAME changes your name";
    private const int FewNames = 5; // of a certificate
    private const int MostNames = 100; // of those who are in a chat, in one line

    public const string HelpUsage = """
        Usage: dotcat [options] HOST [PORT]          connect (HOST:PORT works too)
               dotcat -l [options] [HOST] [PORT]     listen, everywhere without HOST
               dotcat -U [-l] [options] PATH         the same over a Unix socket
               dotcat [-l] [options] URL             tcp://, udp://, tls://, unix:PATH
               dotcat -z [options] HOST PORTS...     tell which ports are open

        """;

    public const string HelpIntroduction = """

        Copies stdin to the peer and what the peer sends to stdout, over TCP, UDP or
        Unix sockets. PORT is a number or a service name, 31337 where left out; -l 0
        lets the system choose one and says which.

        """;

    public const string HelpOfValues = """

        TIME is a number with ms, s, m or h behind it, seconds where left out. BYTES is
        a number with K, M, G or T (powers of 1024) behind it, or without. A long name
        may be cut short where no other begins so. All that dotcat goes by stands on its
        command line: it reads no configuration file.

        """;

    public const string HelpOfExitCodes = """

        Exit codes: 0 done, 1 the network said no, 2 nothing could be tried,
        128+n ended by signal n.

        """;

    public const string HelpOfFaults = """

        Report a fault as an issue of dotcat's repository, with the command lines of
        both sides and what 'dotcat -Vv' prints.

        """;

    public const string HelpOfMore = """

        Everything else: dotcat --help

        """;

    // What happens

    public static Sentence Listening(IEnumerable<string> addresses) =>
        $"listening on {Sentence.Join(" and ", addresses)}";

    public static Sentence Accepted(string peer) => $"connection from {peer}";

    public static Sentence AcceptedOn(string path) => $"connection on {path}";

    public static Sentence ByWayOf(string peer, string proxy) => $"{peer} comes by way of {proxy}";

    public static Sentence Met(string peer, long bytes) => $"first datagram from {peer}, {Bytes(bytes)}";

    public static Sentence TurnedAway(string peer, Sentence reason) => $"{peer} turned away: {reason}";

    public static Sentence NotAllowed() => $"not allowed";

    public static Sentence Surplus(int limit) => $"{Clients(limit)} at a time";

    public static Sentence NoProxyHeader(TimeSpan limit) => $"no whole PROXY header within {Brief(limit)}";

    public static Sentence Connected(string peer) => $"connected to {peer}";

    public static Sentence Resolving(string host) => $"looking up {host}";

    public static Sentence Trying(string address) => $"trying {address}";

    public static Sentence AskingProxy(string proxy, string target) => $"asking {proxy} for {target}";

    public static Sentence Retrying(int attempt, int limit, TimeSpan pause, Sentence cause) =>
        limit == int.MaxValue
            ? (Sentence)$"attempt {attempt} in {Brief(pause)}: {cause}"
            : $"attempt {attempt} of {limit} in {Brief(pause)}: {cause}";

    public static Sentence Moved(long sent, long received, TimeSpan duration) =>
        $"sent {Bytes(sent)}, received {Bytes(received)} in {Brief(duration)}";

    public static Sentence InAll(TrafficCount count, bool isOfMany)
    {
        double seconds = Math.Max(count.Elapsed.TotalSeconds, 0.001);
        Sentence peers = isOfMany ? (Sentence)$"{Clients(count.Peers)}: " : $"";
        Sentence sent = $"sent {Bytes(count.Sent)} ({Rate(Amount.Of(count.Sent / seconds))})";
        Sentence received = $"received {Bytes(count.Received)} ({Rate(Amount.Of(count.Received / seconds))})";
        return $"{peers}{sent}, {received} in {Brief(count.Elapsed)}";
    }

    public static Sentence Ended(string peer, long sent, long received, TimeSpan duration) =>
        $"{peer} has gone: {Moved(sent, received, duration)}";

    public static Sentence Sent(string? peer, string sha256) => $"{Whose(peer)}sent sha256 {sha256}";

    public static Sentence Received(string? peer, string sha256) => $"{Whose(peer)}received sha256 {sha256}";

    public static Sentence FellSilent(string peer, TimeSpan limit) => $"{peer}: {NothingMoved(limit)}";

    public static Sentence Datagram(string peer, long bytes) => $"{Bytes(bytes)} from {peer}";

    public static Sentence NotAnswered(string peer) => $"{peer} is not answered: {NoAddressToAnswer}";

    public static Sentence NothingMoved(TimeSpan limit) => $"nothing moved for {Brief(limit)}";

    public static Sentence PeerDidNotEnd(TimeSpan limit) => $"the peer did not end within {Brief(limit)} of our end";

    public static Sentence InputStillOpen() => $"the peer has ended, and standard input was still open";

    public static Sentence ReaderGone() => $"nobody reads standard output any more";

    public static Sentence Started(string program, string peer, int process) =>
        $"started {program} for {peer} (process {process})";

    public static Sentence CommandEnded(string program, int process, int exitCode) =>
        $"{program} (process {process}) ended, exit code {exitCode}";

    // What heads a piece in a hex dump

    public static Sentence Piece(char mark, string peer, DateTimeOffset time, long bytes) =>
        $"{mark.ToString()} {peer} {Moment(time)} {Bytes(bytes)}";

    // The line that shows progress

    public static Sentence SentSoFar(string amount) => $"sent {amount}";

    public static Sentence ReceivedSoFar(string amount) => $"received {amount}";

    public static Sentence Rate(string amount) => $"{amount}/s";

    public static Sentence PresentClients(int clients) => $"{Clients(clients)}";

    public static Sentence TimeLeft(string time) => $"{time} left";

    // What is said in a chat

    public static Sentence Said(string name, Sentence text) => $"<{name}> {text}";

    public static Sentence Welcome(string name, string[] names) =>
        names.Length == 0
            ? (Sentence)$"{Said(Announcer, $"you are {name}; nobody else is here")}\n{Said(Announcer, ChatCommands)}"
            : $"{Said(Announcer, $"you are {name}; {Here(names)}")}\n{Said(Announcer, ChatCommands)}";

    public static Sentence Joined(string name, string peer) => Said(Announcer, $"{name} ({peer}) has joined");

    public static Sentence Left(string name) => Said(Announcer, $"{name} has left");

    public static Sentence Renamed(string name, string other) => Said(Announcer, $"{name} is now called {other}");

    public static Sentence NowCalled(string name) => Said(Announcer, $"you are now called {name}");

    public static Sentence Present(string[] names) => Said(Announcer, Here(names));

    public static Sentence NobodyElse() => Said(Announcer, "nobody else is here");

    public static Sentence NotANickname(int limit) =>
        Said(Announcer, $"a name is 1 to {limit} letters, digits, - and _, as in /nick anna");

    public static Sentence NicknameTaken(string name) => Said(Announcer, $"{name} is somebody else's name");

    public static Sentence NoSuchCommand(string word) =>
        Said(Announcer, $"{word} is unknown: {ChatCommands}; // begins a line with a slash");

    public static Sentence TemporaryCertificate(string sha256) =>
        $"made a temporary certificate; clients accept it by --tls-pin {sha256}";

    public static Sentence TlsAgreed(string version, string cipher, string? protocol) =>
        protocol is null ? (Sentence)$"{version}, {cipher}" : $"{version}, {cipher}, ALPN {protocol}";

    public static Sentence Certificate(string subject, string issuer, DateTime date, string sha256) =>
        $"certificate of {subject}, issued by {issuer}, expires {Day(date)}, SHA-256 {sha256}";

    public static Sentence NotVerified(string peer, string? sha256) =>
        $"the certificate of {peer} is not verified{Pin("to accept only this one", sha256)}";

    public static Sentence WritingKeys(string path) =>
        $"writing the keys of TLS to {path}: who has them can read along";

    public static Sentence PasswordPrompt(string path) => $"password for the key in {path}: ";

    // What went wrong

    public static Sentence TlsFailed(string peer, Sentence cause) => $"no TLS with {peer}: {cause}";

    public static Sentence Expired(string? authority, DateTime date) =>
        authority is null
            ? (Sentence)$"the certificate expired on {Day(date)}"
            : $"the certificate of its authority expired on {Day(date)}: {authority}";

    public static Sentence NotYetValid(string? authority, DateTime date) =>
        authority is null
            ? (Sentence)$"the certificate is valid only from {Day(date)}"
            : $"the certificate of its authority is valid only from {Day(date)}: {authority}";

    public static Sentence NameMismatch(string host, string[] names) =>
        $"the certificate is for {Few(names)}, and not for {host}";

    public static Sentence NoName(string host) => $"the certificate has no name, and {host} was asked for";

    public static Sentence NoHostName(string host, string? name) =>
        name is null
            ? (Sentence)$"none of the certificate's alternative names is a host's, and {host} was asked for"
            : $"none of the certificate's alternative names is a host's, and beside them its common name {name} does not count";

    public static Sentence SelfSigned(string? sha256) => $"the certificate is self-signed{Pin("to accept it", sha256)}";

    public static Sentence Key(string kind, int bits) => $"{kind} with {bits} bits";

    public static Sentence WeakKey(string? authority, Sentence key, string? sha256) =>
        authority is null
            ? (Sentence)$"the certificate's key is too weak: {key}{Pin("to accept it", sha256)}"
            : $"the key of its authority {authority} is too weak: {key}{Pin("to accept it", sha256)}";

    public static Sentence WeakSignature(string? authority, string hash, string? sha256) =>
        authority is null
            ? (Sentence)$"the certificate's signature is too weak: {hash}{Pin("to accept it", sha256)}"
            : $"the signature on the certificate of its authority {authority} is too weak: {hash}{Pin("to accept it", sha256)}";

    public static Sentence UnknownCurve(string curve) => $"TLS knows no key with the certificate's curve, {curve}";

    public static Sentence UnknownAuthority(string authority) => $"the certificate's authority is unknown: {authority}";

    public static Sentence NotVerifiable(Sentence cause) => $"the certificate cannot be verified: {cause}";

    public static Sentence NotPinned(string sha256) =>
        $"the certificate is not the pinned one, its SHA-256 is {sha256}";

    public static Sentence NoOpenSsl() => $"this needs OpenSSL, which is not installed or cannot be loaded";

    public static Sentence NoHandshake(TimeSpan limit) => $"no handshake within {Brief(limit)}";

    public static Sentence CannotUseFile(string path, Sentence cause) => $"cannot use {path}: {cause}";

    public static Sentence CannotWrite(string path, Sentence cause) => $"cannot write to {path}: {cause}";

    public static Sentence CannotRemove(string path, Sentence cause) => $"cannot remove {path}: {cause}";

    public static Sentence NotRecorded(string path, long bytes) =>
        $"{path}: up to {Bytes(bytes)} were not written to it, which is not read";

    public static Sentence CannotConnect(string target, Sentence cause) => $"cannot connect to {target}: {cause}";

    public static Sentence DefaultPort(long port) => $"no port was named, and {port} is the default port";

    public static Sentence CannotBind(string address, Sentence cause) => $"cannot bind to {address}: {cause}";

    public static Sentence CannotUsePassed(long descriptor, Sentence cause) =>
        $"cannot listen on descriptor {descriptor}, which LISTEN_FDS names: {cause}";

    public static Sentence CannotGoOnListening(IEnumerable<string> addresses, Sentence cause) =>
        $"cannot go on listening on {Sentence.Join(" and ", addresses)}: {cause}";

    public static Sentence CannotResolve(string host, Sentence cause) => $"cannot look up {host}: {cause}";

    public static Sentence NotAnAddress(string host) => $"{host} is not an address, and -n forbids looking it up";

    public static Sentence WrongFamily(string host, AddressFamily family) =>
        family == AddressFamily.InterNetwork
            ? (Sentence)$"{host} is not an IPv4 address (-4)"
            : $"{host} is not an IPv6 address (-6)";

    public static Sentence NoInterface(string name) => $"no interface {name}";

    public static Sentence ZoneMissing(string address) =>
        $"{address} is a link-local address and needs its interface, as in {address}%eth0";

    public static Sentence NotAnAddressForProxy(string host) =>
        $"{host} is not an address, and no name is to be looked up (-n, --proxy-dns none)";

    public static Sentence FamiliesDiffer(string host, string source) => $"{host} cannot be reached from {source}";

    public static Sentence NobodyConnected(TimeSpan limit) => $"nobody connected within {Brief(limit)}";

    public static Sentence GaveUp(Sentence lastFailure, TimeSpan limit) =>
        $"{lastFailure} (gave up after {Brief(limit)})";

    public static Sentence TimedOutAfter(TimeSpan limit) => $"gave up after {Brief(limit)}";

    public static Sentence ConnectionFailed(string peer, Sentence cause) => $"{peer}: {cause}";

    public static Sentence Unexpected(Sentence cause) => $"unexpected failure: {cause}";

    public static Sentence CannotGoOn(Sentence cause) => $"cannot go on: {cause}";

    public static Sentence CannotReadInput(Sentence cause) => $"cannot read standard input: {cause}";

    public static Sentence CannotWriteOutput(Sentence cause) => $"cannot write to standard output: {cause}";

    public static Sentence InputUndelivered(long bytes) => $"up to {Bytes(bytes)} of standard input were not delivered";

    public static Sentence Unwritten(long bytes) => $"up to {Bytes(bytes)} that arrived were not written";

    public static Sentence Dropped(string peer) => $"{peer} dropped: it does not take what is sent to it";

    public static Sentence OutputDropped() =>
        $"standard output left out of the chat: nobody takes what is written to it";

    public static Sentence Undelivered(string peer, long bytes) => $"{peer}: up to {Bytes(bytes)} were not delivered";

    public static Sentence CannotStart(string program, Sentence cause) => $"cannot start {program}: {cause}";

    public static Sentence CommandFailed(string program, Sentence cause) => $"{program}: {cause}";

    public static Sentence DatagramsDropped(string peer, long datagrams, long bytes) =>
        $"{peer}: {Datagrams(datagrams)} ({Bytes(bytes)}) were dropped: nothing took them in time";

    public static Sentence LineTooLong(long bytes, int limit) =>
        $"a line of {Bytes(bytes)} was not sent: a datagram holds at most {Bytes(limit)}";

    public static Sentence OutOfDescriptors() =>
        $"out of file descriptors: no more clients are let in until one of them has gone";

    // Proxies

    public static string Through(string target, IEnumerable<string> addresses) =>
        $"{target} through {string.Join(", ", addresses)}";

    public static string HttpProxy(string address) => $"proxy {address}";

    public static string SocksProxy(int version, string address) => $"SOCKS{version} proxy {address}";

    public static Sentence AskedFor(string peer, string target, string method) =>
        $"{peer} asked for {target} ({method})";

    public static Sentence Refused(string peer, string status, Sentence reason) =>
        $"{peer} refused: {status}, {reason}";

    public static Sentence LeftUnserved(string peer) => $"{peer} left without a whole request";

    public static Sentence NoRequest(TimeSpan limit) => $"no whole request within {Brief(limit)}";

    public static Sentence HeadTooLong(long bytes) => $"more than {bytes / 1024} KiB of headers";

    public static Sentence RequestLineTooLong(long bytes) => $"more than {bytes / 1024} KiB in the request's line";

    public static Sentence MethodTooLong(int limit) => $"the method has more than {limit} letters";

    public static Sentence NotForTheProxy(string method) => $"{method} is not answered by the proxy itself";

    public static Sentence ProxyRefused(string proxy, string target, Sentence cause) =>
        $"{proxy} refused {target}: {cause}";

    public static Sentence ProxyWantsLogin(string proxy) => $"{proxy} wants a user and password (--proxy-auth)";

    public static Sentence ProxyRejectedLogin(string proxy) => $"{proxy} does not accept the user and password";

    public static Sentence ProxyWantsOtherLogin(string proxy) =>
        $"{proxy} wants a kind of login that dotcat does not know";

    public static Sentence ProxyClosed(string proxy) => $"{proxy} closed the connection in the handshake";

    public static Sentence ProxyHeadTooLong(string proxy, long bytes) =>
        $"{proxy} answered with more than {bytes / 1024} KiB of headers";

    public static Sentence NotAnHttpProxy(string address) => $"{address} is not an HTTP proxy";

    public static Sentence NotASocksProxy(int version, string address) => $"{address} is not a SOCKS{version} proxy";

    public static Sentence NoIPv6OverSocks4(string proxy, string target) =>
        $"{proxy} cannot connect to {target}: SOCKS4 knows no IPv6";

    // Ports

    public static Sentence StateOf(PortState state) =>
        state switch
        {
            PortState.Open => (Sentence)$"open",
            PortState.OpenOrFiltered => $"open|filtered",
            PortState.Closed => $"closed",
            _ => $"filtered",
        };

    /// <summary>A line of standard output.</summary>
    public static Sentence Port(string place, PortState state, string? service) =>
        service is null ? (Sentence)$"{place} {StateOf(state)}" : $"{place} {StateOf(state)} {service}";

    public static Sentence Scanning(long ports, string host, IEnumerable<string> addresses) =>
        addresses.Any()
            ? (Sentence)$"trying {Ports(ports)} of {host} at {Sentence.Join(" and ", addresses)}"
            : $"trying {Ports(ports)} of {host}";

    public static Sentence Scanned(IEnumerable<KeyValuePair<PortState, int>> states, TimeSpan duration) =>
        $"{Sentence.Join(", ", states.Select(static one => $"{one.Value} {StateOf(one.Key)}"))} in {Brief(duration)}";

    public static Sentence NoneOpen(long ports) => $"none of {Ports(ports)} is open";

    // What was asked for and cannot be

    public static Sentence UnknownOption(string word) => $"unknown option {word}";

    public static Sentence DidYouMean(string option) => $"did you mean {option}?";

    public static Sentence Ambiguous(string word, IEnumerable<string> names) =>
        $"{word} is the start of several: {Sentence.Join(", ", names)}";

    public static Sentence OtherUrl(string name) => $"{name}:// is not spoken here";

    public static Sentence SocatAddress(string word) => $"'{word}' is an address of socat's";

    public static Sentence KnownUrls() => $"only tcp://HOST:PORT, udp://, tls:// and unix:PATH are";

    public static Sentence ForCurl(string host, long port) =>
        $"curl speaks it; 'dotcat {host} {port}' connects to that host and port";

    public static Sentence ForCurlOverTls(string host, long port) =>
        $"curl speaks it; 'dotcat --tls {host} {port}' connects to that host and port";

    public static Sentence ForTelnet(string host, long port) => $"'dotcat -t {host} {port}' does what telnet does";

    public static Sentence OnlyHostAndPort(string name) => $"{name}HOST:PORT is all of such a URL";

    public static Sentence MissingValue(string option, string value) => $"{option} needs a value, {value}";

    public static Sentence NoValueTaken(string option) => $"{option} takes no value";

    public static Sentence BadTime(string option, string value) =>
        $"{option}: '{value}' is not a time like 5, 1.5s, 200ms, 2m or 1h";

    public static Sentence TimeNotPositive(string option) => $"{option}: the time must be more than 0";

    public static Sentence TimeTooLong(string option, TimeSpan limit) =>
        $"{option}: the time must be at most {Brief(limit)}";

    public static Sentence BadSize(string option, string value) =>
        $"{option}: '{value}' is not a number of bytes like 1500, 64K, 10M or 1.5G";

    public static Sentence SizeNotPositive(string option) => $"{option}: it must be at least one byte";

    public static Sentence SizeTooLarge(string option) => $"{option}: it must be less than 8 EiB";

    public static Sentence TimeTooShort(string option, TimeSpan limit) =>
        $"{option}: the time must be at least {Brief(limit)}";

    public static Sentence BadPassedCount(string value) => $"LISTEN_FDS: '{value}' is no number of sockets";

    public static Sentence BadCount(string option, string value) => $"{option}: '{value}' is not a whole number";

    public static Sentence BadCountOrForever(string option, string value) =>
        $"{option}: '{value}' is neither a whole number nor 'forever'";

    public static Sentence BadEscape(string option, string value) =>
        $"{option}: '{value}' is not one of \\n, \\r, \\t, \\\\ and \\xHH";

    public static Sentence BadPort(string value, int lowest) => $"'{value}' is not a port ({lowest} to 65535)";

    public static Sentence PortNotNumeric(string value) => $"'{value}' is not a port number, and -n forbids names";

    public static Sentence UnknownService(string name, string protocol, int lowest) =>
        $"'{name}' is neither a port ({lowest} to 65535) nor a {protocol} service this system knows";

    public static Sentence EmptyCommand() => $"the command is empty";

    public static Sentence EmptyHost() => $"the host is empty";

    public static Sentence NoTargetPort(string option) => $"{option}: no port; a target is HOST:PORT or a URL";

    public static Sentence LeadsHere(string option) => $"{option}: {Circle}";

    public static Sentence NoHost() => $"no host to connect to, and no -l to listen";

    public static Sentence BadHost(string word) => $"'{word}' is not a host";

    public static Sentence BadHosts(string option, string value) =>
        $"{option}: '{value}' is not an address, a range of addresses or a host name";

    public static Sentence NoInterfaceFor(string option, string name) => $"{option}: {NoInterface(name)}";

    public static Sentence CannotRead(string path, Sentence cause) => $"cannot read {path}: {cause}";

    public static Sentence NoPath() => $"no path for the Unix socket";

    public static Sentence PathTooLong(string path, int length, int limit) =>
        $"the path of a Unix socket has at most {limit} bytes, this one has {length}: {path}";

    public static Sentence TooManyOperands(string word) => $"one word too many: '{word}'";

    public static Sentence NoPorts() => $"no ports to try";

    public static Sentence RangeReversed(string value) => $"the range of ports {value} ends before it begins";

    public static Sentence TwoPorts(string first, string second) => $"two ports: {first} and {second}";

    public static Sentence TwoHosts(string first, string second) => $"two addresses to listen on: {first} and {second}";

    public static Sentence Contradiction(string first, string second) => $"{first} and {second} contradict each other";

    public static Sentence OnlyWith(string option, string other) => $"{option} is only for {other}";

    public static Sentence OnlyFirst(string option) => $"{option} stands in front of all other words";

    public static Sentence NotWhileListening(string option) => $"{option} is not for listening";

    public static Sentence NotOneOf(string option, string value, string values) =>
        $"{option}: '{value}' is none of {values}";

    public static Sentence UnknownProxyScheme(string name, string values) =>
        $"--proxy: '{name}://' is none of {values}";

    public static Sentence NoProxyInEnvironment() => $"--proxy env: neither all_proxy nor ALL_PROXY is set";

    public static Sentence WhoseLogin() => $"--proxy-auth is for one proxy whose URL has no login";

    public static Sentence LoginWithControls() => $"a proxy's user and password have no control characters";

    public static Sentence LoginWithColon() => $"an HTTP proxy's user has no colon: it would begin the password";

    public static Sentence LoginTooLong(int limit) =>
        $"a SOCKS proxy's user and password have at most {limit} bytes each";

    public static Sentence NoNameToVerify() => $"a path is no name that a certificate has";

    public static Sentence BadPin(string option, string value) =>
        $"{option}: '{value}' is not a SHA-256: 64 hex digits, with colons or without";

    public static Sentence UnknownCipher(string option, string value) =>
        $"{option}: '{value}' is not a cipher suite this program knows";

    public static Sentence BadAlpn(string option, string value) =>
        $"{option}: '{value}' is not a protocol of 1 to 255 bytes";

    public static Sentence CiphersOfTheSystem(string option) => $"{option}: on Windows the system's settings choose";

    public static Sentence PauseOverLimit() => $"--retry-delay is longer than --retry-max-delay";

    public static Sentence WithHint(Sentence problem, Sentence hint) => $"{problem} ({hint})";

    public static Sentence Usage(Sentence problem, Sentence? hint) =>
        $"{(hint is null ? problem : WithHint(problem, hint))}; try 'dotcat --help'";

    /// <summary>A length of time, as short as it can be read: <c>820 ms</c>, <c>1.5 s</c>, <c>2 m</c>, <c>1 h</c>.</summary>
    public static string Brief(TimeSpan time) =>
        time switch
        {
            { TotalMilliseconds: < 999.5 } => $"{Number(Math.Round(time.TotalMilliseconds))} ms",
            { TotalMinutes: < 2 } => $"{Number(Math.Round(time.TotalSeconds, 1))} s",
            { TotalHours: < 2 } => $"{Number(Math.Round(time.TotalMinutes, 1))} m",
            _ => $"{Number(Math.Round(time.TotalHours, 1))} h",
        };

    /// <summary>RFC 3339, in UTC, with milliseconds.</summary>
    public static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static Sentence Here(string[] names) =>
        names.Length == 0 ? (Sentence)$"nobody is here"
        : names.Length <= MostNames ? (Sentence)$"here: {Sentence.Join(", ", names)}"
        : $"here: {Sentence.Join(", ", names[..MostNames])} and {names.Length - MostNames} more";

    private static Sentence Few(string[] names) =>
        names.Length <= FewNames
            ? (Sentence)$"{Sentence.Join(", ", names)}"
            : $"{Sentence.Join(", ", names[..FewNames])} and {names.Length - FewNames} more";

    private static Sentence Pin(string purpose, string? sha256) =>
        sha256 is null ? (Sentence)$"" : $" ({purpose}: --tls-pin {sha256})";

    private static Sentence Whose(string? peer) => peer is null ? (Sentence)$"" : $"{peer}: ";

    private static string Clients(long count) => count == 1 ? "1 client" : $"{Number(count)} clients";

    private static string Datagrams(long count) => count == 1 ? "1 datagram" : $"{Number(count)} datagrams";

    private static string Ports(long count) => count == 1 ? "1 port" : $"{Number(count)} ports";

    private static string Day(DateTime date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Bytes(long count) => count == 1 ? "1 byte" : $"{Number(count)} bytes";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
