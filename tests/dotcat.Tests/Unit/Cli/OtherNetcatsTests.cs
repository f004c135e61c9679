using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>What is said of the words of other netcats.</summary>
public sealed class OtherNetcatsTests
{
    private static readonly string[] _names =
    [
        .. "lua-exec sctp dccp vsock websocket ws wss http https tcp ipv4 ipv6 timeout interval close tunnel".Split(
            ' '
        ),
        .. "local-port dont-resolve randomize zero tor".Split(' '),
    ];

    private static readonly string[] _keywords =
    [
        .. "TCP-CONNECT TCP4 TCP6 TCP-LISTEN TCP-L TCP4-LISTEN TCP6-LISTEN".Split(' '),
        .. "UDP-CONNECT UDP4 UDP6 UDP-SENDTO UDP-DATAGRAM".Split(' '),
        .. "UDP-LISTEN UDP-L UDP4-LISTEN UDP6-LISTEN UDP-RECV UDP-RECVFROM".Split(' '),
        .. "UNIX-CONNECT UNIX-LISTEN UNIX-L ABSTRACT ABSTRACT-CONNECT ABSTRACT-LISTEN".Split(' '),
        .. "OPENSSL OPENSSL-CONNECT SSL OPENSSL-LISTEN OPENSSL-L SSL-L".Split(' '),
        .. "EXEC SYSTEM SHELL PROXY PROXY-CONNECT SOCKS4 SOCKS4A SOCKS5-CONNECT".Split(' '),
    ];

    private static IEnumerable<(string Word, string? Hint)> All =>
        [
            .. Enumerable.Range(0, 128).Select(static letter => ($"-{(char)letter}", OtherNetcats.Hint((char)letter))),
            .. _names.Select(static name => ($"--{name}", OtherNetcats.Hint(name))),
            .. _keywords.Select(static keyword => (keyword, OtherNetcats.SocatHint(keyword))),
        ];

    [Fact]
    public async Task Hints_AreAsAgreed() =>
        await Verify(
            string.Join('\n', All.Where(static of => of.Hint is not null).Select(static of => $"{of.Word}: {of.Hint}"))
        );

    [Fact]
    public void Words_OfNoNetcat_AreNotExplained()
    {
        Assert.Null(OtherNetcats.Hint("listen"));
        Assert.Null(OtherNetcats.SocatHint("localhost"));
    }

    /// <summary>What is there needs no explanation, and hints name only what is there.</summary>
    [Fact]
    public void Hints_NameOptionsThatThereAre()
    {
        string[] named =
        [
            .. All.Select(static of => of.Hint)
                .OfType<string>()
                .SelectMany(static hint => hint.Split(' ', ':', ',', ';'))
                .Where(static word => word.StartsWith("--", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(named);
        Assert.All(named, static name => Assert.NotNull(OptionGroups.Find(name[2..])));
    }
}
