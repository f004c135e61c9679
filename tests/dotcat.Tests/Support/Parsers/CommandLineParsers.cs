using System.Globalization;
using System.Net;
using System.Text;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Cli.Nc;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>Words of the command line, and what stands in a single one: endpoints, ports, times, rules.</summary>
internal static class CommandLineParsers
{
    /// <summary>Between words, which have none in them: execve(2).</summary>
    private const char Separator = '\0';

    private static readonly IReadOnlyList<byte[]> _parts = Parser.Utf8(
        "-",
        "--",
        ":",
        "[",
        "]",
        "=",
        "%",
        ".",
        ",",
        "/",
        "@",
        "'",
        " ",
        "\t",
        "\n",
        "é",
        "e\u0301",
        "日本",
        "\u001b[2J",
        "\u202e",
        "\ufffd",
        "0",
        "1",
        "9",
        "65535",
        "65536",
        "2147483648",
        "99999999999999999999999999999",
        "0.0000000000000000000000000001",
        "::1",
        "::ffff:1.2.3.4",
        "fe80::1%lo",
        "127.0.0.1",
        "localhost",
        "xn--bcher-kva",
        "ms",
        "h",
        "K",
        "T",
        "http",
        "tcp://",
        "udp://",
        "tls://",
        "unix:",
        "socks5h://",
        "https://",
        "TCP-LISTEN:",
        "\\x1b",
        "\\n",
        "\\\\",
        "\\"
    );

    private static readonly IReadOnlyList<byte[]> _options =
    [
        .. OptionGroups.All.Select(static option => Encoding.UTF8.GetBytes($"{Separator}{option.Display}{Separator}")),
        .. OptionGroups.All.SelectMany(static option => option.Values).Distinct().Select(Encoding.UTF8.GetBytes),
        [(byte)Separator],
        .. Parser.Utf8("\0-l\0", "\0-vvv\0", "\0-w1s\0", "\0--wait=1\0", "\0-kl\0", "\0--\0", "\00\0", "\080\0"),
    ];

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("command line", static bytes => Shown.Refusal<UsageException>(() => ReadLine(bytes)))
        {
            Seeds = Parser.Utf8(
                "localhost\080\0-v\0-w\03s",
                "-l\0-k\00\0--allow\010.0.0.0/8,localhost\0--echo",
                "-u\0host:53\0-s\0127.0.0.1\0-p\01\0--lines",
                "unix:/run/x.sock\0--retry\05\0--retry-delay=10ms",
                "-z\0host\01-3,http",
                "tls://host:443\0--proxy\0socks5://u:p%40@[::1]:1080\0--proxy-dns\0both",
                "-l\0127.0.0.1\00\0--to\0host:80\0--rate\01M"
            ),
            Words = [.. _options, .. _parts],
        },
        new("nc's command line", ReadNc)
        {
            Seeds = Parser.Utf8(
                "-vz\0-w\03\0host\020-22\0http",
                "-lk\0-p\00\0-C",
                "-X\0connect\0-x\0[::1]:3128\0-P\0user\0host\080",
                "-uU\0/run/x.sock\0-s\0/run/y.sock",
                "-T\0lowdelay\0-I\01000\0-O1000\0-m\05\0-M3\0-q\0-1\0-46nhost\080"
            ),
            Words =
            [
                .. NcOptions.All.Select(static option => Encoding.UTF8.GetBytes($"{Separator}-{option.Letter}")),
                .. Parser.Utf8("\0", "\0--\0", "connect", "throughput", "0x1f", "ef"),
                .. _parts,
            ],
        },
        Text("endpoints", ReadEndpoint, "host:80", "[::1]:http", "::1", "fe80::1%lo", "bücher.example.", "日本語:1"),
        Text(
            "URLs",
            ReadUrl,
            "tcp://host:80",
            "udp://[::1]:53",
            "tls://x:1",
            "unix:/run/x",
            "https://user@host/x?y",
            "tcp:host:80",
            "TCP4-LISTEN:80,fork",
            "telnet://host"
        ),
        Text("ports", ReadPorts, "80", "http", "1-1024,http,65535", "iso-tsap"),
        Text("times", ReadTime, "1", "1.5s", "10ms", "3h", "2M", "1000h"),
        Text("sizes", ReadSize, "1", "1.5K", "10m", "8T", "9223372036854775807"),
        Text("rules for hosts", ReadRules, "10.0.0.0/8,localhost", "10.0-3.*.1", "fe80::1%lo", "2001:db8::/32 a_b.c."),
        Text("proxies", ReadProxy, "socks5://u:p%40@[::1]:1080/", "host:3128", "http://u@host", "https://x"),
        Text("escapes", ReadEscapes, @"a\n\r\t\\\x1b", "plain é", @"\xZZ"),
        Text("commands to run", ReadCommand, @"cat -n a\ b", @"\\x \", "  "),
    ];

    private static Parser Text(string name, Action<string> read, params ReadOnlySpan<string> seeds) =>
        new(name, bytes => Shown.Refusal<UsageException>(() => read(Encoding.UTF8.GetString(bytes))))
        {
            Seeds = Parser.Utf8(seeds),
            Words = _parts,
        };

    private static void ReadLine(byte[] bytes) => _ = Read(Encoding.UTF8.GetString(bytes).Split(Separator));

    private static SessionOptions? Read(params string[] words)
    {
        ParsedArguments parsed = CommandLine.Parse(words);
        return Information.AskedFor(parsed) is null
            ? new OptionsReader(parsed, static _ => null, Service).Read()
            : null;
    }

    private static void ReadNc(byte[] bytes)
    {
        string[] words = Encoding.UTF8.GetString(bytes).Split(Separator);
        if (Array.Exists(words, IsWide))
        {
            return;
        }

        try
        {
            _ = Shown.Refusal<DotcatException>(() =>
                new NcReader(new NcWords(words), Service, static (_, _) => "word").Read()
            );
        }
        catch (NcUsageException e)
        {
            Shown.Check($"{e.Problem}");
        }
    }

    /// <summary>Ports of which each becomes a run: more memory than a few bytes should take, and what they ask for.</summary>
    private static bool IsWide(string word) =>
        word.Split('-', 2) is [var first, var last]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int from)
        && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int to)
        && Math.Abs((long)from - to) > 1000;

    /// <summary>A host is ASCII, and read again it is the same.</summary>
    private static void ReadEndpoint(string text)
    {
        (string host, string? port) = HostAndPort.Read(text);
        bool isPlain = host.All(char.IsAscii) || IPAddress.TryParse(host, out _);
        ParserException.ThrowUnless(isPlain, $"{host} is not ASCII");
        ParserException.ThrowUnlessSame(host, HostName.ToAscii(host) ?? "nothing", "reading it again");
        _ = HostName.ForCertificate(host);
        Sentence told = $"{Addresses.Join(host, 1)} {port ?? ""}";
        Shown.Check($"{told}");
        _ = Read(text, "80");
    }

    private static void ReadUrl(string text)
    {
        if (TargetUrl.Read(text) is { } url)
        {
            bool isItsOwn =
                text.StartsWith(url.Scheme, StringComparison.OrdinalIgnoreCase)
                && text.EndsWith(url.Place, StringComparison.Ordinal);
            ParserException.ThrowUnless(isItsOwn, $"{url.Scheme} and {url.Place} are not all of it");
        }

        TargetUrl.RefuseOthers(text);
        _ = Read(text);
    }

    private static void ReadPorts(string text)
    {
        List<int> ports = PortLists.Read([text], "tcp", new Ports(Service, numericOnly: false));
        bool isInOrder = ports.Zip(ports.Skip(1)).All(static two => two.First < two.Second);
        ParserException.ThrowUnless(isInOrder && ports is [>= 1, ..] && ports[^1] <= Ports.Highest, "no such ports");
        int port = new Ports(Service, numericOnly: true).Read(text, "udp", lowest: 0);
        ParserException.ThrowUnless(port is >= 0 and <= Ports.Highest, $"{port} is no port");
    }

    private static void ReadTime(string text)
    {
        TimeSpan time = Durations.Read(OptionTable.Delay, text, Durations.Shortest, Durations.Longest);
        ParserException.ThrowUnless(time > TimeSpan.Zero && time <= Durations.Longest, $"{time} is out of the limits");
    }

    private static void ReadSize(string text)
    {
        long size = Sizes.Read(OptionTable.Rate, text);
        ParserException.ThrowUnless(size >= 1, $"{size} is no size");
    }

    /// <summary>Whom a rule is about, is found without a failure; a name may be looked up.</summary>
    private static void ReadRules(string text)
    {
        ParsedArguments words = CommandLine.Parse(["-l", "--allow", text]);
        foreach (HostRule rule in HostRules.Read(words, OptionTable.Allow, OptionTable.AllowFile)!)
        {
            Sentence told = $"{rule.Text}";
            Shown.Check($"{told}");
            _ = rule.Range?.Contains(IPAddress.Loopback);
            _ = rule.Range?.Contains(IPAddress.IPv6Loopback);
            ParserException.ThrowUnless(
                !IPAddress.TryParse(rule.Text, out IPAddress? one)
                    || rule.Range?.Contains(Addresses.Unmap(one)) == true,
                $"{rule.Text} is not within itself"
            );
        }
    }

    private static void ReadProxy(string text)
    {
        _ = Shown.Refusal<UsageException>(() => Read("--proxy", text, "localhost"));
        _ = Read($"--proxy=socks5://{text}@host", "localhost", "--proxy-auth", text);
    }

    private static void ReadEscapes(string text)
    {
        byte[] bytes = EscapedText.Read(OptionTable.Reply, text);
        ParserException.ThrowUnless(bytes.Length <= Encoding.UTF8.GetByteCount(text), "there are more bytes than text");
        string again = string.Concat(bytes.Select(static one => $"\\x{one:x2}"));
        bool isSame = EscapedText.Read(OptionTable.Reply, again).AsSpan().SequenceEqual(bytes);
        ParserException.ThrowUnless(isSame, "escaping it again makes a difference");
    }

    /// <summary>Escaping every character of the words gives the words again, here and by Windows' rules without a failure.</summary>
    private static void ReadCommand(string text)
    {
        _ = Shown.Refusal<UsageException>(() => CommandWords.Split(text, forWindows: true));
        var command = CommandWords.Split(text, forWindows: false);
        string[] words = [command.Program, .. command.Arguments];
        string escaped = string.Join(
            ' ',
            words.Select(static word => string.Concat(word.Select(static c => $"\\{c}")))
        );
        var again = CommandWords.Split(escaped, forWindows: false);
        ParserException.ThrowUnlessSame(
            string.Join('\0', words),
            string.Join('\0', [again.Program, .. again.Arguments]),
            "escaping it again"
        );
    }

    /// <summary>The services that every system knows.</summary>
    private static ushort? Service(string name, string protocol) =>
        (name, protocol) switch
        {
            ("http", "tcp") => 80,
            ("domain", "udp") => 53,
            ("iso-tsap", "tcp") => 102,
            _ => null,
        };
}
