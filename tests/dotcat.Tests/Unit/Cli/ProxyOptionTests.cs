using Dotcat.Cli;
using Dotcat.Dialing.Proxies;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Proxies, as the command line and the environment name them.</summary>
public sealed class ProxyOptionTests
{
    private readonly Dictionary<string, string> _environment = [];

    [Theory]
    [InlineData("", "Http host 3128 Remote")]
    [InlineData("--proxy-type http", "Http host 3128 Remote")]
    [InlineData("--proxy-type socks4", "Socks4 host 1080 Remote")]
    [InlineData("--proxy-type socks5", "Socks5 host 1080 Remote")]
    [InlineData("--proxy-type socks4 --proxy-type socks5", "Socks5 host 1080 Remote")]
    [InlineData("--proxy-dns remote", "Http host 3128 Remote")]
    [InlineData("--proxy-dns local", "Http host 3128 Local")]
    [InlineData("--proxy-dns both", "Http host 3128 Both")]
    [InlineData("--proxy-dns none", "Http host 3128 None")]
    [InlineData("-n", "Http host 3128 None")]
    [InlineData("-n --proxy-dns remote", "Http host 3128 Remote")]
    public void Host_Bare_IsAProxyOfTheTypeAsked(string options, string expected) =>
        Assert.Equal(expected, Told(["--proxy", "host", .. Split(options), "localhost"]));

    [Theory]
    [InlineData("host:80", "Http host 80 Remote")]
    [InlineData("host:http", "Http host 80 Remote")]
    [InlineData("[::1]:80", "Http ::1 80 Remote")]
    [InlineData("::1", "Http ::1 3128 Remote")]
    [InlineData("u:p@host:80", "Http host 80 Remote u p")]
    [InlineData("http://host", "Http host 3128 Remote")]
    [InlineData("HTTP://host/", "Http host 3128 Remote")]
    [InlineData("https://host", "Http host 443 Remote tls")]
    [InlineData("https://host:8443/", "Http host 8443 Remote tls")]
    [InlineData("socks4://host", "Socks4 host 1080 Local")]
    [InlineData("socks4a://host", "Socks4 host 1080 Remote")]
    [InlineData("socks://host", "Socks5 host 1080 Local")]
    [InlineData("socks5://host:1", "Socks5 host 1 Local")]
    [InlineData("socks5h://[::1]:1", "Socks5 ::1 1 Remote")]
    [InlineData("http://u@host", "Http host 3128 Remote u ")]
    [InlineData("http://u:@host", "Http host 3128 Remote u ")]
    [InlineData("http://u%40x:p%3A%2f@w:ord@host:1", "Http host 1 Remote u@x p:/@w:ord")]
    [InlineData("u:a://b@host", "Http host 3128 Remote u a://b")]
    public void Url_IsAProxyOfItsScheme(string proxy, string expected) =>
        Assert.Equal(expected, Told(["--proxy", proxy, "localhost"]));

    [Fact]
    public void Dns_Asked_WinsOverTheScheme() =>
        Assert.Equal("Socks5 host 1080 Both", Told("--proxy", "socks5://host", "--proxy-dns", "both", "localhost"));

    [Fact]
    public void Proxies_Several_KeepTheirOrder() =>
        Assert.Equal(
            "Http one 3128 Remote, Socks5 two 1080 Remote u p, Http three 3128 Remote",
            Told("--proxy", "one", "localhost", "--proxy", "socks5h://u:p@two", "--proxy=three")
        );

    [Theory]
    [InlineData("u", "u ")]
    [InlineData("u:p:q", "u p:q")]
    [InlineData("u%40:p%40", "u%40 p%40")]
    public void Login_Asked_IsTakenAsItStands(string login, string expected) =>
        Assert.Equal($"Http host 3128 Remote {expected}", Told("--proxy", "host", "--proxy-auth", login, "localhost"));

    [Theory]
    [InlineData("--proxy host", "Http host 3128 Remote e x")]
    [InlineData("--proxy host --proxy-auth u:p", "Http host 3128 Remote u p")]
    [InlineData("--proxy http://u:p@host", "Http host 3128 Remote u p")]
    [InlineData("--proxy one --proxy two", "Http one 3128 Remote, Http two 3128 Remote")]
    [InlineData("", "")]
    public void Login_OfTheEnvironment_IsForAProxyAloneThatHasNone(string options, string expected)
    {
        _environment["NCAT_PROXY_AUTH"] = "e:x";

        Assert.Equal(expected, Told([.. Split(options), "localhost"]));
    }

    [Theory]
    [InlineData("ALL_PROXY")]
    [InlineData("all_proxy")]
    public void Environment_WhereAsked_NamesTheProxy(string variable)
    {
        _environment[variable] = "socks5h://u:p@host";

        Assert.Equal("Socks5 host 1080 Remote u p", Told("--proxy", "env", "localhost"));
        Assert.Equal("Http env 80 Remote", Told("--proxy", "env:80", "localhost"));
        Assert.Equal("", Told("localhost"));
    }

    [Theory]
    [InlineData("lower", "upper", "lower")]
    [InlineData("", "upper", "upper")]
    [InlineData("lower", "", "lower")]
    public void Environment_InBothCases_IsReadAsCurlDoes(string lower, string upper, string expected)
    {
        _environment["all_proxy"] = lower;
        _environment["ALL_PROXY"] = upper;

        Assert.Equal($"Http {expected} 3128 Remote", Told("--proxy", "env", "localhost"));
    }

    [Fact]
    public void Environment_ThatNamesNoProxy_IsAMistake()
    {
        const string Sentence = "--proxy env: neither all_proxy nor ALL_PROXY is set; try 'dotcat --help'";

        Assert.Equal(Sentence, Refuse("--proxy", "env", "localhost"));
        _environment["ALL_PROXY"] = _environment["all_proxy"] = "";
        Assert.Equal(Sentence, Refuse("--proxy", "env", "localhost"));
    }

    [Theory]
    [InlineData("http://u:secret@", "the host is empty")]
    [InlineData("http://u:secret@host:99999", "'99999' is not a port (1 to 65535)")]
    [InlineData("u:secret@host:a:b", "'host:a:b' is not a host")]
    [InlineData(
        "ftp://u:secret@host",
        "--proxy: 'ftp://' is none of http, https, socks4, socks4a, socks5, socks5h, socks"
    )]
    [InlineData("http://u\u001b:secret@host", "a proxy's user and password have no control characters")]
    [InlineData("http://u:secret%0d%0a@host", "a proxy's user and password have no control characters")]
    [InlineData("http://u%3Av:secret@host", "an HTTP proxy's user has no colon: it would begin the password")]
    [InlineData("https://u%3Av:secret@host", "an HTTP proxy's user has no colon: it would begin the password")]
    [InlineData("socks5://u:secret%00@host", "a SOCKS proxy's user and password have at most 255 bytes each")]
    public void Mistake_InAUrl_DoesNotRepeatThePassword(string proxy, string problem) =>
        Assert.Equal($"{problem}; try 'dotcat --help'", Refuse("--proxy", proxy, "localhost"));

    [Fact]
    public void Login_WithAColonInItsUser_IsForSocks() =>
        Assert.Equal("Socks5 host 1080 Local u:v p", Told("--proxy", "socks5://u%3Av:p@host", "localhost"));

    [Theory]
    [InlineData("socks4")]
    [InlineData("socks5")]
    public void Login_LongerThanSocksCarries_IsAMistake(string type)
    {
        string longest = new('x', 255);
        string[] words = ["--proxy-type", type, "--proxy", "host", "localhost", "--proxy-auth"];

        Assert.EndsWith($" {longest} {longest}", Told([.. words, $"{longest}:{longest}"]), StringComparison.Ordinal);
        Assert.StartsWith("a SOCKS proxy's", Refuse([.. words, $"x{longest}:p"]), StringComparison.Ordinal);
        Assert.StartsWith("a SOCKS proxy's", Refuse([.. words, $"u:x{longest}"]), StringComparison.Ordinal);
    }

    private static string[] Split(string options) => options.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string Refuse(params string[] words) => Assert.Throws<UsageException>(() => Read(words)).Message;

    private string Told(params string[] words) => string.Join(", ", Read(words).Select(Told));

    private static string Told(ProxyOptions proxy) =>
        $"{proxy.Type} {proxy.Host} {proxy.Port} {proxy.Dns}"
        + (proxy.OverTls ? " tls" : "")
        + (proxy.User is null ? "" : $" {proxy.User} {proxy.Password}");

    private IReadOnlyList<ProxyOptions> Read(string[] words) =>
        Assert.IsType<Endpoint.Dial>(Words.Read(words, _environment.GetValueOrDefault).Endpoint).Proxies;
}
