using Dotcat.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>URLs, which say the same as words and options.</summary>
public sealed class TargetUrlTests
{
    [Theory]
    [InlineData("tcp://localhost:80", "localhost:80")]
    [InlineData("TCP://localhost:80", "localhost:80")]
    [InlineData("tcp://localhost:http", "localhost:http")]
    [InlineData("tcp://localhost", "localhost")]
    [InlineData("tcp://[::1]:80", "[::1]:80")]
    [InlineData("tcp://::1", "::1")]
    [InlineData("tcp://localhost:80 --tls --insecure", "localhost:80 --tls --insecure")]
    [InlineData("tcp://localhost:80 --proxy host", "localhost:80 --proxy host")]
    [InlineData("udp://localhost:53", "-u localhost:53")]
    [InlineData("udp://localhost:domain --lines", "-u localhost:domain --lines")]
    [InlineData("-u udp://localhost:53", "-u localhost:53")]
    [InlineData("tls://localhost:443", "--tls localhost:443")]
    [InlineData("tls://localhost:443 --tls-min 1.3", "--tls localhost:443 --tls-min 1.3")]
    [InlineData("--ssl tls://localhost:443", "--ssl --tls localhost:443")]
    [InlineData("--insecure tls://localhost:443", "--insecure --tls localhost:443")]
    [InlineData("unix:/run/x.sock", "-U /run/x.sock")]
    [InlineData("unix:///run/x.sock", "-U /run/x.sock")]
    [InlineData("unix:x.sock", "-U x.sock")]
    [InlineData("unix:@name", "-U @name")]
    [InlineData("unix:a:b", "-U a:b")]
    [InlineData("-U unix:x.sock", "-U x.sock")]
    [InlineData("-u unix:x.sock -s own", "-u -U x.sock -s own")]
    [InlineData("--tls-pin {sha256} unix:x.sock", "--tls-pin {sha256} -U x.sock")]
    [InlineData("-l tcp://127.0.0.1:0", "-l 127.0.0.1:0")]
    [InlineData("-l udp://[::]:0", "-l -u [::]:0")]
    [InlineData("-l tls://localhost:0", "-l --tls localhost:0")]
    [InlineData("-lk unix:x.sock", "-lk -U x.sock")]
    [InlineData("--chat tcp://localhost:0", "--chat localhost:0")]
    [InlineData("-- tcp://localhost:80", "localhost:80")]
    public void Url_SaysTheSameAsWordsAndOptions(string line, string words) =>
        Assert.Equal($"{Read(words)}", $"{Read(line)}");

    [Theory]
    [InlineData("localhost:80")]
    [InlineData("tcp:80")]
    [InlineData("udp:80")]
    [InlineData("tls:https")]
    [InlineData("http:80")]
    [InlineData("TCP:80")]
    [InlineData("exec:80")]
    [InlineData("ssl:80")]
    [InlineData("tcp-listen:80")]
    [InlineData("[::1]:80")]
    [InlineData("::1")]
    [InlineData("fe80::1%lo")]
    [InlineData("1:2:3:4:5:6:7:8")]
    public void HostAndPort_IsNoUrl(string word)
    {
        Assert.Null(TargetUrl.Read(word));
        TargetUrl.RefuseOthers(word);
    }

    [Theory]
    [InlineData("-u tcp://localhost:80", "tcp:// and --udp contradict each other")]
    [InlineData("-U tcp://localhost:80", "tcp:// and --unixsock contradict each other")]
    [InlineData("-U udp://localhost:80", "udp:// and --unixsock contradict each other")]
    [InlineData("-U tls://localhost:80", "tls:// and --unixsock contradict each other")]
    [InlineData("-u tls://localhost:80", "--udp and tls:// contradict each other")]
    [InlineData("--ssl udp://localhost:80", "udp:// and --ssl contradict each other")]
    [InlineData("--tls-min 1.3 udp://localhost:80", "udp:// and --tls-min contradict each other")]
    [InlineData("--proxy host udp://localhost:80", "--proxy and udp:// contradict each other")]
    [InlineData("--proxy host unix:x", "--proxy and unix: contradict each other")]
    [InlineData("-4 unix:x", "unix: and -4 contradict each other")]
    [InlineData("-p 80 unix:x", "unix: and --source-port contradict each other")]
    [InlineData("-l --allow ::1 unix:x", "unix: and --allow contradict each other")]
    [InlineData("tcp://localhost 80", "one word too many: '80'")]
    [InlineData("tcp://localhost:80 81", "one word too many: '81'")]
    [InlineData("unix:x y", "one word too many: 'y'")]
    [InlineData("tcp://localhost:80/", "tcp://HOST:PORT is all of such a URL")]
    [InlineData("tls://localhost:80/x?y", "tls://HOST:PORT is all of such a URL")]
    [InlineData("tcp://", "the host is empty")]
    [InlineData("tcp://:80", "the host is empty")]
    [InlineData("tcp://user@localhost:80", "tcp://HOST:PORT is all of such a URL")]
    [InlineData("tcp://localhost:0", "'0' is not a port (1 to 65535)")]
    [InlineData("unix:", "no path for the Unix socket")]
    [InlineData(
        "http://localhost",
        "http:// is not spoken here (curl speaks it; 'dotcat localhost 80' connects to that host and port)"
    )]
    [InlineData(
        "https://localhost/path",
        "https:// is not spoken here (curl speaks it; 'dotcat --tls localhost 443' connects to that host and port)"
    )]
    [InlineData(
        "http://[::1]:8080/",
        "http:// is not spoken here (curl speaks it; 'dotcat [::1] 8080' connects to that host and port)"
    )]
    [InlineData("telnet://host", "telnet:// is not spoken here ('dotcat -t host 23' does what telnet does)")]
    [InlineData("wss://host/path", "wss:// is not spoken here (there is no WebSocket: websocat speaks it)")]
    [InlineData("ftp://host", "ftp:// is not spoken here (only tcp://HOST:PORT, udp://, tls:// and unix:PATH are)")]
    [InlineData(
        "-l x-y.z+1://",
        "x-y.z+1:// is not spoken here (only tcp://HOST:PORT, udp://, tls:// and unix:PATH are)"
    )]
    [InlineData("tcp:localhost:80", "'tcp:localhost:80' is not a host (did you mean tcp://localhost:80?)")]
    [InlineData(
        "TCP-LISTEN:80,fork",
        "'TCP-LISTEN:80,fork' is an address of socat's (here that is -l PORT, with -k for 'fork')"
    )]
    [InlineData("UNIX-CONNECT:/run/x", "'UNIX-CONNECT:/run/x' is an address of socat's (here that is -U PATH)")]
    [InlineData("EXEC:/bin/cat", "'EXEC:/bin/cat' is an address of socat's (here that is --exec)")]
    [InlineData("UDP:localhost:80", "'UDP:localhost:80' is not a host (did you mean udp://localhost:80?)")]
    public void Url_ThatCannotBe_IsRefused(string words, string sentence) =>
        Assert.Equal($"{sentence}; try 'dotcat --help'", Words.Refuse(words.Split(' ')));

    [Fact]
    public void Url_OfAnyText_IsReadOrRefused() =>
        Prop.ForAll(
                WordGenerators.Text,
                static text =>
                    Record.Exception(() => Words.Read($"tcp://{text}")) is null or UsageException
                    && Record.Exception(() => Words.Read($"unix:{text}")) is null or UsageException
                    && Record.Exception(() => Words.Read($"http://{text}")) is UsageException
            )
            .QuickCheckThrowOnFailure();

    private static SessionOptions Read(string words) =>
        Words.Read(words.Replace("{sha256}", new string('A', 64), StringComparison.Ordinal).Split(' '));
}
