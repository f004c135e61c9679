using System.Net.Sockets;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Proxying;

namespace Dotcat.Cli;

/// <summary>Turns the words about a proxy server into whom it serves.</summary>
/// <param name="words">The command line.</param>
/// <param name="environment">Gives the value of an environment variable, or null.</param>
internal sealed class ProxyServerReader(ParsedArguments words, Func<string, string?> environment)
{
    private bool IsSocks => words.Last(Vocabulary.ProxyType) == "socks5";

    /// <summary>Where it listens if no port is named.</summary>
    public int DefaultPort => IsSocks ? ProxyReader.SocksPort : ProxyReader.HttpPort;

    /// <summary>Whether this run is a proxy server.</summary>
    public static bool IsAsked(ParsedArguments words) =>
        words.Listens && words.Has(Vocabulary.ProxyType) && !words.Has(Vocabulary.Proxy);

    /// <exception cref="UsageException">The type is none of a server, or the login cannot be given.</exception>
    public Answer Read(AddressFamily family, bool numericOnly, TimeSpan wait)
    {
        var options = new ProxyServerOptions
        {
            Login = ReadLogin(),
            Family = family,
            NumericOnly = numericOnly,
            Wait = wait,
        };
        return IsSocks ? new Answer.SocksProxy(options) : new Answer.HttpProxy(options);
    }

    /// <summary>Null where anybody is served.</summary>
    /// <exception cref="UsageException">The type is none of a server, or the login cannot be given.</exception>
    public ProxyLogin? ReadLogin()
    {
        ProxyType type = words.Last(Vocabulary.ProxyType) switch
        {
            "http" => ProxyType.Http,
            "socks5" => ProxyType.Socks5,
            var other => throw new UsageException(
                Messages.NotOneOf($"-l {Vocabulary.ProxyType.Display}", other!, "http, socks5")
            ),
        };
        string? login = words.Last(Vocabulary.ProxyAuth);
        if (login is { Length: 0 })
        {
            // Who wrote it wants to let in somebody, and not everybody.
            throw new UsageException(Messages.MissingValue(Vocabulary.ProxyAuth.Display, Vocabulary.ProxyAuth.Value!));
        }

        return (login ?? environment(ProxyReader.LoginVariable)) is { Length: > 0 } given ? Parse(given, type) : null;
    }

    private static ProxyLogin Parse(string login, ProxyType type)
    {
        ProxyOptions read = ProxyReader.Checked(ProxyReader.WithLogin(ProxyReader.Scheme(type, 0), login));
        return new ProxyLogin(read.User!, read.Password);
    }
}
