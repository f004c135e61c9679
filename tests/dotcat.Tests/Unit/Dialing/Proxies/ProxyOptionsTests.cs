using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;

namespace Dotcat.Tests.Unit.Dialing.Proxies;

public sealed class ProxyOptionsTests
{
    [Fact]
    public void Text_OfAProxy_NamesItAndNotItsLogin()
    {
        ProxyOptions http = HandshakeRun.Http with { User = "user", Password = "secret" };

        Assert.Equal("proxy 127.0.0.1:3128", $"{http}");
        Assert.Equal("SOCKS4 proxy 127.0.0.1:3128", $"{http with { Type = ProxyType.Socks4 }}");
        Assert.Equal("SOCKS5 proxy [::1]:3128", $"{http with { Type = ProxyType.Socks5, Host = "::1" }}");
        Assert.DoesNotContain(
            "secret",
            $"{new Endpoint.Dial(new DialOptions { Host = "h", Port = 1 }) { Proxies = [http] }}",
            StringComparison.Ordinal
        );
    }
}
