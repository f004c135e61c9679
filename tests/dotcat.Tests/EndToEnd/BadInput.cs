using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What cannot be tried: exit 2, one line on stderr, nothing on stdout.</summary>
public sealed class BadInput
{
    private static readonly string _longPath = "/tmp/" + new string('x', 120);

    public static TheoryData<string, string[]> CommandLines =>
        new()
        {
            { "no host to connect to", ["-v"] },
            { "'65536' is not a port", ["127.0.0.1", "65536"] },
            { "'99999999999999999999' is not a port", ["127.0.0.1", "99999999999999999999"] },
            { "unknown option -1", ["127.0.0.1", "-1"] },
            { "'0' is not a port (1 to 65535)", ["127.0.0.1", "0"] },
            { "'0' is not a port (1 to 65535)", ["127.0.0.1:0"] },
            { "'65536' is not a port (0 to 65535)", ["-l", "65536"] },
            { "nosuchservice", ["127.0.0.1", "nosuchservice"] },
            { "the host is empty", ["", "80"] },
            { "one word too many: 'c'", ["a", "1", "c"] },
            { "two ports: 1 and 2", ["127.0.0.1:1", "2"] },
            { "two ports", ["-l", "-p", "1", "2"] },
            { "::1 is not an IPv4 address (-4)", ["-4", "::1", "9"] },
            { "127.0.0.1 is not an IPv6 address (-6)", ["-6", "127.0.0.1", "9"] },
            { "not an address of this machine", ["-s", "203.0.113.9", "127.0.0.1", "9"] },
            { "not an address of this machine", ["-u", "-s", "203.0.113.9", "127.0.0.1", "9"] },
            { "not an address of this machine", ["-l", "203.0.113.9", "0"] },
            { "::1 cannot be reached from 127.0.0.1", ["-s", "127.0.0.1", "::1", "9"] },
            { "no interface nosuch0", ["fe80::1%nosuch0", "9"] },
            { "no interface nosuch0", ["-u", "[fe80::1%nosuch0]:9"] },
            { "no interface nosuch0", ["-l", "fe80::1%nosuch0", "0"] },
            { "no interface nosuch0", ["-s", "fe80::1%nosuch0", "::1", "9"] },
            { "no interface nosuch0", ["-l", "--allow", "fe80::1%nosuch0", "0"] },
            { "as in fe80::1%eth0", ["fe80::1", "9"] },
            { "as in fe80::1%eth0", ["-lu", "fe80::1", "0"] },
            { "as in fe80::1%eth0", ["-s", "fe80::1", "fe80::2%lo", "9"] },
            { "localhost is not an address, and -n forbids", ["-n", "localhost", "9"] },
            { "no path for the Unix socket", ["-U"] },
            { "no path for the Unix socket", ["-U", ""] },
            { "a Unix socket has at most 107 bytes, this one has 125", ["-U", _longPath] },
            { "a Unix socket has at most 107 bytes, this one has 125", ["-lU", _longPath] },
            { "it exists and is not a socket", ["-U", "/tmp"] },
            { "it exists and is not a socket", ["-lU", "/tmp"] },
            { "--send-only and --recv-only contradict", ["--send-only", "--recv-only", "127.0.0.1", "9"] },
            { "-4 and -6 contradict each other", ["-4", "-6", "127.0.0.1", "9"] },
            { "contradict each other", ["-U", "-p", "9", "/tmp/s"] },
            { "contradict each other", ["-U", "-6", "/tmp/s"] },
            { "contradict each other", ["-N", "--no-shutdown", "127.0.0.1", "9"] },
            { "two addresses to listen on", ["-l", "-s", "127.0.0.1", "localhost", "0"] },
            { "--allow needs a value, HOSTS", ["-lk", "--allow", "", "0"] },
            { "--tls-cert needs a value, FILE", ["-l", "--tls-cert", "", "0"] },
            { "--lines", ["--lines", "127.0.0.1", "9"] },
            { "--accept-timeout", ["--accept-timeout", "1", "127.0.0.1", "9"] },
            { "'-5' is not a time", ["-w", "-5", "127.0.0.1", "9"] },
            { "'soon' is not a time", ["-i", "soon", "127.0.0.1", "9"] },
            { "'some' is neither", ["--retry", "some", "127.0.0.1", "9"] },
            { "--retry-delay", ["--retry-delay", "1", "127.0.0.1", "9"] },
            { "unknown option --lisen", ["--lisen", "9"] },
            { "--max-conns", ["-m", "5", "127.0.0.1", "9"] },
            { "contradict each other", ["-l", "--echo", "-e", "/bin/cat", "0"] },
            { "contradict each other", ["--chat", "--reply", "ok", "0"] },
            { "is not an address", ["-lk", "--allow", "300.1.2.3", "0"] },
            { "no such file", ["-lk", "--denyfile", "/no/such/file", "0"] },
            { "cannot start /no/such: no such file", ["-l", "-e", "/no/such", "0"] },
            { "is not one of", ["-l", "--reply", "\\q", "0"] },
            { "unknown option --loudly", ["--loudly", "127.0.0.1", "9"] },
            { "needs a value", ["127.0.0.1", "9", "-w"] },
        };

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(CommandLines))]
    public async Task IsSaidInOneLine(string part, string[] arguments)
    {
        if (part.StartsWith("cannot start", StringComparison.Ordinal))
        {
            ToolMachine.SkipOnWindows("the cause is in the words of the system, in the user's language");
        }

        if (arguments.Contains("-u") && part.StartsWith("not an address", StringComparison.Ordinal))
        {
            ToolMachine.SkipUnderWine("a UDP socket is bound to whatever address");
        }

        ProcessEnd end = await Tool.RunAsync("input", arguments);

        Assert.Equal(2, end.ExitCode);
        Assert.Empty(end.Output);
        string line = Assert.Single(end.ErrorLines);
        Assert.StartsWith("dotcat: ", line, StringComparison.Ordinal);
        Assert.Contains(part, line, StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NothingAtAll_IsAnsweredByTheFirstScreenOfHelp()
    {
        ProcessEnd usage = await Tool.RunAsync("", "-h");

        ProcessEnd end = await Tool.RunAsync("input");

        Assert.Equal(2, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Equal(usage.Text.TrimEnd().Split('\n'), end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnUnknownHost_IsSaidInOneLine()
    {
        ProcessEnd end = await Tool.RunAsync("input", "nosuch.invalid", "9");

        Assert.Equal(2, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Equal(["dotcat: cannot look up nosuch.invalid: unknown host"], end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AServiceThatTheSystemKnows_IsAPort()
    {
        Skip.IfNot(File.Exists("/etc/services"), "this system has no /etc/services");

        ProcessEnd end = await Tool.RunAsync("input", "-s", "203.0.113.9", "127.0.0.1", "http");

        Assert.Contains("not an address of this machine", Assert.Single(end.ErrorLines), StringComparison.Ordinal);
    }
}
