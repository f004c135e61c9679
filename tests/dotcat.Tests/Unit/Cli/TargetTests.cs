using Dotcat.Cli;
using Dotcat.Services;

namespace Dotcat.Tests.Unit.Cli;

/// <summary><c>--to</c>: two ends in one command line, of which each is read as if it stood there alone.</summary>
public sealed class TargetTests
{
    [Theory]
    [InlineData("-lk 8080 --to db.internal:5432", "-lk 8080", "db.internal:5432")]
    [InlineData("-lk 8080 --to [::1]:http", "-lk 8080", "[::1]:http")]
    [InlineData("--to a:1 -l 8080 --to b:2", "-l 8080", "b:2")]
    [InlineData("host1 80 --to host2:90", "host1 80", "host2:90")]
    [InlineData("tcp://host1:80 --to tcp://host2:90", "host1 80", "host2:90")]
    [InlineData("-lk 2375 --to unix:/var/run/docker.sock", "-lk 2375", "-U /var/run/docker.sock")]
    [InlineData("-lkU /tmp/x --to host:90", "-lkU /tmp/x", "host:90")]
    [InlineData("-lk unix:/tmp/x --to unix:/tmp/y", "-lkU /tmp/x", "-U /tmp/y")]
    [InlineData("-luk 53 --to udp://9.9.9.9:53", "-luk 53", "-u 9.9.9.9:53")]
    [InlineData("-luk 53 --to 9.9.9.9:53", "-luk 53", "9.9.9.9:53")]
    [InlineData("-lk 53 --to udp://9.9.9.9:domain", "-lk 53", "-u 9.9.9.9:53")]
    // TLS at either end
    [InlineData("-lk --tls-cert s.pem 8443 --to localhost:80", "-lk --tls-cert s.pem 8443", "localhost:80")]
    [InlineData("-lk 6379 --to tls://redis:6380", "-lk 6379", "tls://redis:6380")]
    [InlineData("-lk --tls 80 --to tls://b:443", "-lk --tls 80", "tls://b:443")]
    [InlineData("-lk tls://a:80 --to tls://b:443", "-lk --tls a 80", "tls://b:443")]
    [InlineData("-l --tls-client-ca c.pem 80 --to b:1", "-l --tls-client-ca c.pem 80", "b:1")]
    [InlineData("-l 80 --to tls://b:443 --tls-trust ca.pem", "-l 80", "tls://b:443 --tls-trust ca.pem")]
    [InlineData("-l 80 --to tls://b:443 --tls-name c", "-l 80", "tls://b:443 --tls-name c")]
    [InlineData("-l 80 --to tls://b:443 --tls-pin {sha256}", "-l 80", "tls://b:443 --tls-pin {sha256}")]
    [InlineData("-l 80 --to tls://b:443 --insecure", "-l 80", "tls://b:443 --insecure")]
    [InlineData("-l 80 --to tls://b:443 --ssl-trustfile ca.pem", "-l 80", "tls://b:443 --ssl-trustfile ca.pem")]
    [InlineData("-lu 80 --to tls://b:443 --insecure", "-lu 80", "tls://b:443 --insecure")]
    [InlineData("-lU /x --to tls://b:443 --tls-trust c", "-lU /x", "tls://b:443 --tls-trust c")]
    [InlineData("-l 80 --to tls://b:443 --tls-alpn h2", "-l 80", "tls://b:443 --tls-alpn h2")]
    [InlineData("-l --tls 80 --to b:443 --tls-alpn h2", "-l --tls 80 --tls-alpn h2", "b:443")]
    [InlineData("-l --tls 80 --to tls://b:443 --tls-min 1.3", "-l --tls 80 --tls-min 1.3", "tls://b:443 --tls-min 1.3")]
    [InlineData("tls://a:443 --to b:80 --tls-trust ca.pem", "tls://a:443 --tls-trust ca.pem", "b:80")]
    [InlineData("a 443 --to tls://b:80 --tls-trust ca.pem", "a 443", "tls://b:80 --tls-trust ca.pem")]
    // what is said of connecting
    [InlineData("-l 80 --to b:1 --proxy p --proxy-auth u:p", "-l 80", "b:1 --proxy p --proxy-auth u:p")]
    [InlineData("-lu 80 --to b:1 --proxy p --proxy-type socks5", "-lu 80", "b:1 --proxy p --proxy-type socks5")]
    [InlineData(
        "-lU /x --to b:1 --proxy https://p --proxy-insecure",
        "-lU /x",
        "b:1 --proxy https://p --proxy-insecure"
    )]
    [InlineData("-l 80 --to b:1 -w 3 -n4 --keepalive 5", "-l 80 -n4 --keepalive 5", "b:1 -w 3 -n4 --keepalive 5")]
    [InlineData("-l -4 80 --to unix:/x", "-l -4 80", "-U /x")]
    // the local address, of the side that has none
    [InlineData("-lk -s 127.0.0.1 80 --to b:1", "-lk 127.0.0.1 80", "b:1")]
    [InlineData("-lk 127.0.0.1 80 -s 10.0.0.1 --to b:1", "-lk 127.0.0.1 80", "-s 10.0.0.1 b:1")]
    [InlineData("-lk 127.0.0.1:80 -s 10.0.0.1 --to b:1", "-lk 127.0.0.1 80", "-s 10.0.0.1 b:1")]
    [InlineData("-lk tcp://a:80 -s 10.0.0.1 --to udp://b:1", "-lk a 80", "-u -s 10.0.0.1 b:1")]
    [InlineData("-lkU /x -s 10.0.0.1 --to b:1", "-lkU /x", "-s 10.0.0.1 b:1")]
    [InlineData("-lu 239.1.2.3 80 -s 10.0.0.1 --to b:1", "-lu 239.1.2.3 80 -s 10.0.0.1", "b:1")]
    [InlineData("a 80 -s 10.0.0.1 --to b:1", "-s 10.0.0.1 a 80", "-s 10.0.0.1 b:1")]
    [InlineData("a 80 -s 10.0.0.1 --to unix:/x", "-s 10.0.0.1 a 80", "-U /x")]
    // what is said of listening
    [InlineData("-lk -s 127.0.0.1 -p 80 -m 3 --allow ::1 --to b:1", "-lk 127.0.0.1 80 -m 3 --allow ::1", "b:1")]
    public void EachEnd_IsReadAsIfItWereAlone(string line, string near, string target)
    {
        SessionOptions both = Read(line);

        Assert.IsType<Answer.Forward>(both.Answer);
        Assert.Equal(Shown(Read(near).Endpoint), Shown(both.Endpoint));
        Assert.Equal(Shown(Read(target).Endpoint), Shown(both.To));
    }

    [Theory]
    [InlineData("-l 80 --to host", "--to: no port; a target is HOST:PORT or a URL")]
    [InlineData("-l 80 --to tcp://host", "--to: no port; a target is HOST:PORT or a URL")]
    [InlineData("-l 80 --to :90", "the host is empty")]
    [InlineData("-l 80 --to host:0", "'0' is not a port (1 to 65535)")]
    [InlineData("-l 80 --to host:90/x", "'90/x' is neither a port (1 to 65535) nor a tcp service this system knows")]
    [InlineData("-l 80 --to tls://host:90/x", "tls://HOST:PORT is all of such a URL")]
    [InlineData("-l 80 --to unix:", "no path for the Unix socket")]
    [InlineData(
        "-l 80 --to http://host",
        "http:// is not spoken here (curl speaks it; 'dotcat host 80' connects to that host and port)"
    )]
    [InlineData("-l 80 --to b:1 -e cat", "--exec and --to contradict each other")]
    [InlineData("-l 80 --to b:1 -c cat", "--sh-exec and --to contradict each other")]
    [InlineData("-l 80 --to b:1 --echo", "--echo and --to contradict each other")]
    [InlineData("-l 80 --to b:1 --reply x", "--reply and --to contradict each other")]
    [InlineData("-l 80 --to b:1 --broker", "--to and --broker contradict each other")]
    [InlineData("-l 80 --to b:1 --chat", "--to and --chat contradict each other")]
    [InlineData("-l 80 --to b:1 -q 1", "--to and -q contradict each other")]
    [InlineData("-l 80 --to b:1 -C", "--to and --crlf contradict each other")]
    [InlineData("-l 80 --to b:1 --send-only", "--to and --send-only contradict each other")]
    [InlineData("-lu 80 --to b:1 --lines", "--to and --lines contradict each other")]
    [InlineData("-l 80 --to b:1 --proxy-type socks5", "--proxy-type is only for --proxy")]
    [InlineData("-z b 1 --to b:1", "-z and --to contradict each other")]
    [InlineData("-l 80 --to udp://b:1 --proxy p", "--proxy and udp:// contradict each other")]
    [InlineData("-l 80 --to unix:/x --proxy p", "--proxy and unix: contradict each other")]
    [InlineData("-l 80 --to b:1 --tls-trust ca.pem", "--tls-trust is only for a tls:// target")]
    [InlineData("-l --tls 80 --to b:1 --insecure", "--insecure is only for a tls:// target")]
    [InlineData("-l 80 --to b:1 --tls-alpn h2", "--tls-alpn is only for --tls")]
    [InlineData("a 80 --to b:1 --tls-pin {sha256}", "--tls-pin is only for --tls")]
    [InlineData("-l 80 --to tls://b:1 --tls-pin {sha256} --insecure", "--tls-pin and --insecure contradict each other")]
    [InlineData("a 80 --to b:1 -m 3", "--max-conns is only for --listen")]
    [InlineData("-l 80 --to b:1 --proxy=", "--proxy needs a value, PROXY")]
    [InlineData("-l a 80 -s ::1 --to unix:/x", "--source and unix: contradict each other")]
    // round in a circle
    [InlineData("-l 127.0.0.1 80 --to 127.0.0.1:80", "--to: it would go round in a circle")]
    [InlineData("-l 80 --to localhost:80", "--to: it would go round in a circle")]
    [InlineData("-l 80 --to [::1]:80", "--to: it would go round in a circle")]
    [InlineData("-lu 80 --to udp://127.0.0.2:80", "--to: it would go round in a circle")]
    [InlineData("-l unix:/x --to unix:/x", "--to: it would go round in a circle")]
    public void WhatCannotBe_IsRefused(string line, string sentence) =>
        Assert.Equal($"{sentence}; try 'dotcat --help'", Words.Refuse(Of(line)));

    [Theory]
    [InlineData("-lu 80 --to localhost:80")]
    [InlineData("-l 127.0.0.1 80 --to 127.0.0.2:80")]
    [InlineData("-l 0 --to localhost:80")]
    [InlineData("-l 80 --to localhost:80 --proxy p")]
    public void AnotherPlace_IsNoCircle(string line) => Assert.NotNull(Read(line).To);

    [Theory]
    [InlineData("-l 80 --keepalive 5 --to udp://b:1")]
    [InlineData("-l 80 -6n --to unix:/x")]
    public void WhatIsSaidOfBoth_MayMeanNothingToTheTarget(string line) => Assert.NotNull(Read(line).To);

    private static SessionOptions Read(string line) => Words.Read(Of(line));

    private static string[] Of(string line) =>
        line.Replace("{sha256}", new string('A', 64), StringComparison.Ordinal).Split(' ');

    /// <summary>Lists by what is in them; how long an attempt to connect may take is no matter of who listens without TLS.</summary>
    private static string Shown(Endpoint? endpoint) =>
        endpoint switch
        {
            Endpoint.Dial dial => $"{dial} {string.Join(' ', dial.Proxies)} {dial.ProxyTls} {Shown(dial.Tls)}",
            Endpoint.Listen listen =>
                $"{listen} {string.Join(' ', listen.Access.Allow ?? [])} {Shown(listen.Tls)}".Replace(
                    $"{listen.Access}",
                    "",
                    StringComparison.Ordinal
                ),
            _ => $"{endpoint}",
        };

    private static string Shown(Dotcat.Tls.TlsOptions? tls) => $"{tls} {string.Join(' ', tls?.Alpn ?? [])}";
}
