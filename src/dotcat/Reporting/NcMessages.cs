namespace Dotcat.Reporting;

/// <summary>
/// What OpenBSD's nc says, as Debian's nc_openbsd(1) 1.219 does: scripts read it. The program's name is the one that it
/// was called by.
/// </summary>
internal static class NcMessages
{
    public const string NoName = "Name or service not known";
    public const string NoAnswer = "Temporary failure in name resolution";
    public const string WrongFamily = "Address family for hostname not supported";
    public const string NoSuchFile = "No such file or directory";
    public const string NameTooLong = "File name too long";
    public const string Invalid = "Invalid argument";
    public const string Refused = "Connection refused";
    public const string InProgress = "Operation now in progress";
    public const string AnyService = "*";

    /// <summary>What is said first where the command line has a mistake, and in help.</summary>
    public const string Usage = """
        usage: nc [-46bCDdhklNnrtUuvz] [-I length] [-i interval] [-M ttl] [-m minttl]
        	  [-O length] [-P proxy_username] [-p source_port] [-q seconds]
        	  [-s sourceaddr] [-T keyword] [-W recvlimit] [-w timeout]
        	  [-X proxy_protocol] [-x proxy_address[:port]] [destination] [port]

        """;

    public const string HelpTitle = "OpenBSD netcat's options and manners, by dotcat\n";

    public const string HelpOfPorts = "Of ports there may be several, and ranges: 20-30. All else: dotcat --help\n";

    // What happens

    public static Sentence Listening(string place) => $"Listening on {place}";

    public static Sentence Bound(string place) => $"Bound on {place}";

    public static Sentence Received(string peer) => $"Connection received on {peer}";

    public static Sentence Place(string host, int port) => $"{host} {port}";

    public static Sentence Succeeded(Sentence host, int port, string protocol, string service) =>
        $"Connection to {host} {port} port [{protocol}/{service}] succeeded!";

    public static Sentence Host(string name, string? address) =>
        address is null ? (Sentence)$"{name}" : $"{name} ({address})";

    // What went wrong

    public static Sentence Said(string program, Sentence words) => $"{program}: {words}";

    public static Sentence Failed(Sentence host, int port, string protocol, string cause) =>
        $"connect to {host} port {port} ({protocol}) failed: {cause}";

    public static Sentence TimedOut(Sentence host, int port, string protocol) =>
        $"connect to {host} port {port} ({protocol}) timed out: {InProgress}";

    public static Sentence Unresolved(string host, int port, string cause) =>
        $"getaddrinfo for host \"{host}\" port {port}: {cause}";

    public static Sentence UnresolvedLocal(string cause) => $"getaddrinfo: {cause}";

    public static Sentence UnknownLocalPort() => $"getaddrinfo: Servname not supported for ai_socktype";

    public static Sentence BindFailed(string cause) => $"bind failed: {cause}";

    public static Sentence OfPath(string path, string cause) => $"{path}: {cause}";

    // What was asked for and cannot be

    public static Sentence UnknownLetter(char letter) => $"invalid option -- '{letter.ToString()}'";

    public static Sentence MissingValue(char letter) => $"option requires an argument -- '{letter.ToString()}'";

    public static Sentence NotANumber(string what, string value) => $"{what} invalid: {value}";

    public static Sentence TooSmall(string what, string value) => $"{what} too small: {value}";

    public static Sentence TooLarge(string what, string value) => $"{what} too large: {value}";

    public static Sentence TimeToLive(string what, string problem) => $"{what} is {problem}";

    public static Sentence BadTypeOfService(string value) => $"illegal tos value {value}";

    public static Sentence NoPort() => $"missing port number";

    public static Sentence NoPath() => $"missing socket pathname";

    public static Sentence Contradiction(string first, string second) => $"cannot use {first} and {second}";

    public static Sentence PortOfPath() => $"cannot use port with -U";

    public static Sentence KeepWithoutListen() => $"must use -l with -k";

    public static Sentence NoProxyFor(string what) => $"no proxy support for {what}";

    public static Sentence UnknownProxyProtocol() => $"unsupported proxy protocol";

    public static Sentence NotHere(string option, string what) => $"{option} ({what}) is not to be had here";

    public static Sentence NoRoutingTables() => $"no alternate routing table support available";

    public static Sentence NoPassword(string user) =>
        $"no password for the proxy's user {user}: neither NCAT_PROXY_AUTH nor a terminal has it";

    public static Sentence PasswordPrompt(string user, string proxy) => $"Proxy password for {user}@{proxy}: ";

    /// <summary>A line of help.</summary>
    public static Sentence Option(char letter, string? value, string meaning) =>
        value is null ? (Sentence)$"\t-{letter.ToString()}\t\t{meaning}" : $"\t-{letter.ToString()} {value}\t{meaning}";
}
