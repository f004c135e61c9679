using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Proxying;

namespace Dotcat.Cli;

/// <summary>Turns the words about what answers into it.</summary>
internal sealed class AnswerReader(ParsedArguments words, Func<string, string?> environment)
{
    /// <exception cref="UsageException">It cannot answer so.</exception>
    public Answer Read() =>
        words.IsProxyServer ? ReadProxyServer()
        : words.Last(OptionTable.Exec) is { } program ? CommandWords.Split(program)
        : words.Last(OptionTable.ShellExec) is { } line ? CommandWords.ForShell(line)
        : words.Has(OptionTable.Echo) ? new Answer.Echo()
        : words.Last(OptionTable.Reply) is { } text ? new Answer.Reply(EscapedText.Read(OptionTable.Reply, text))
        : words.Target is not null ? new Answer.Forward()
        : words.Has(OptionTable.Chat) ? new Answer.Chat()
        : words.Has(OptionTable.Broker) && !words.HasAny([OptionTable.SendOnly, OptionTable.RecvOnly])
            ? new Answer.Broker()
        : new Answer.Stdio();

    private Answer ReadProxyServer() =>
        words.Last(OptionTable.ProxyType) switch
        {
            "http" => new Answer.HttpProxy(ReadProxyOptions(ProxyType.Http)),
            "socks5" => new Answer.SocksProxy(ReadProxyOptions(ProxyType.Socks5)),
            var other => throw new UsageException(
                Messages.NotOneOf($"-l {OptionTable.ProxyType.Display}", other!, "http, socks5")
            ),
        };

    private ProxyServerOptions ReadProxyOptions(ProxyType type) =>
        new()
        {
            Login = ReadLogin(type),
            Family = words.Family,
            NumericOnly = words.NumericOnly,
            Wait = words.Wait,
            KeepAlive = words.KeepAlive,
        };

    /// <summary>Null where anybody is served.</summary>
    private ProxyLogin? ReadLogin(ProxyType type)
    {
        if ((words.Last(OptionTable.ProxyAuth) ?? environment(ProxyReader.LoginVariable)) is not { Length: > 0 } given)
        {
            return null;
        }

        ProxyOptions read = ProxyReader.Checked(ProxyReader.WithLogin(ProxyReader.Scheme(type), given));
        return new ProxyLogin(read.User!, read.Password);
    }
}
