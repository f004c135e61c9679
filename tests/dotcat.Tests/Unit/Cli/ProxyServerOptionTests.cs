using System.Net.Sockets;
using Dotcat.Cli;
using Dotcat.Services;
using Dotcat.Services.Proxying;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>A proxy server, as the command line and the environment describe it.</summary>
public sealed class ProxyServerOptionTests
{
    [Theory]
    [InlineData("http", 3128)]
    [InlineData("socks5", 1080)]
    public void Type_WithListen_IsAServerThatKeepsServing(string type, int port)
    {
        SessionOptions options = Words.Read("-l", "--proxy-type", type);

        Assert.True(options.Service.KeepOpen);
        Assert.Equal(port, Assert.IsType<Endpoint.Listen>(options.Endpoint).Place.Port);
        var proxy = new ProxyServerOptions { Wait = TimeSpan.FromSeconds(10) };
        Assert.Equal(type == "http" ? new Answer.HttpProxy(proxy) : new Answer.SocksProxy(proxy), options.Answer);
    }

    [Fact]
    public void Port_Named_IsTheOne()
    {
        Assert.Equal(81, Words.Listen("-l", "--proxy-type", "http", "81").Port);
        Assert.Equal(82, Words.Listen("-l", "--proxy-type", "http", "-p", "82").Port);
        Assert.Equal(3128, Words.Listen("-l", "--proxy-type", "http", "localhost").Port);
    }

    [Fact]
    public void Limits_AreForTheTargetsToo()
    {
        ProxyServerOptions proxy = Socks("-6nlw3", "-i", "7");

        Assert.Equal(
            (AddressFamily.InterNetworkV6, true, TimeSpan.FromSeconds(3)),
            (proxy.Family, proxy.NumericOnly, proxy.Wait)
        );
        var dial = proxy.To("host", 80);
        Assert.Equal(
            ("host", 80, proxy.Family, true, proxy.Wait),
            (dial.Host, dial.Port, dial.Family, dial.NumericOnly, dial.Wait)
        );
    }

    [Theory]
    [InlineData("u:p", null, "u", "p")]
    [InlineData("u", null, "u", "")]
    [InlineData("u:p:q", "x:y", "u", "p:q")]
    [InlineData(null, "x:y", "x", "y")]
    [InlineData(null, "", null, null)]
    [InlineData(null, null, null, null)]
    public void Login_IsTheOptionsElseTheEnvironments(string? option, string? variable, string? user, string? password)
    {
        string[] words = ["-l", "--proxy-type", "http", .. option is null ? (string[])[] : ["--proxy-auth", option]];
        Answer answer = Words.Read(words, name => name == "NCAT_PROXY_AUTH" ? variable : null).Answer;

        ProxyServerOptions options = Assert.IsType<Answer.HttpProxy>(answer).Options;
        Assert.Equal(user is null ? null : new ProxyLogin(user, password!), options.Login);
    }

    [Fact]
    public void Login_ThatNoClientCanGive_IsAMistake()
    {
        string longest = new('x', 255);

        Assert.StartsWith("a proxy's", Words.Refuse("-l", "--proxy-type", "http", "--proxy-auth", "u:\a"));
        Assert.StartsWith("a SOCKS", Words.Refuse("-l", "--proxy-type", "socks5", "--proxy-auth", $"u:{longest}x"));
        Assert.StartsWith("a SOCKS", Words.Refuse("-l", "--proxy-type", "socks5", "--proxy-auth", $"{longest}x:p"));
    }

    private static ProxyServerOptions Socks(params string[] words) =>
        Assert.IsType<Answer.SocksProxy>(Words.Read(["--proxy-type", "socks5", .. words]).Answer).Options;
}
