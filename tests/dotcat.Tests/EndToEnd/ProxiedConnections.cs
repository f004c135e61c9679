using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Connections through proxies, real ones and some that a test makes up.</summary>
public sealed class ProxiedConnections : IDisposable
{
    private readonly TlsFiles _files = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("tinyproxy", "http")]
    [InlineData("ncat", "http")]
    [InlineData("microsocks", "socks5")]
    [InlineData("danted", "socks4")]
    public async Task Tls_ThroughAProxy(string program, string type)
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, null);

        await AssertReachesAsync($"{type}://127.0.0.1:{proxy.Port}");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Tls_ThroughAProxyOverTls()
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync("tinyproxy", "user:password");
        using var others = new TlsFiles();
        await using TlsFront front = await TlsFront.StartAsync(proxy.Port, others);

        await AssertReachesAsync($"https://user:password@127.0.0.1:{front.Port}", "--proxy-trust", others.TrustFile);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task PlainBytes_ThroughAProxyOverTls()
    {
        ToolMachine.SkipUnderWine("an end of TLS is a cut connection there");
        await using ProxyServer proxy = await ProxyServer.StartAsync("microsocks", null);
        await using ProxyServer second = await ProxyServer.StartAsync("tinyproxy", null);
        await using TlsFront front = await TlsFront.StartAsync(second.Port, _files);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);
        await using RunningProcess client = listener.Connect(
            "--proxy",
            $"socks5://127.0.0.1:{proxy.Port}",
            "--proxy",
            $"https://127.0.0.1:{front.Port}",
            "--proxy-trust",
            _files.TrustFile
        );

        await client.FinishInputAsync("hello");
        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("hello", end.Text);
        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Empty(client.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AProxyOverTls_ThatNobodyVouchesFor_IsNotUsed()
    {
        await using ProxyServer proxy = await ProxyServer.StartAsync("tinyproxy", null);
        await using TlsFront front = await TlsFront.StartAsync(proxy.Port, _files);

        ProcessEnd end = await Tool.RunAsync("", "--proxy", $"https://127.0.0.1:{front.Port}", "127.0.0.1", "9");

        Assert.Equal(1, end.ExitCode);
        Assert.EndsWith(
            ": the certificate's authority is unknown: CN=the authority",
            Assert.Single(end.ErrorLines),
            StringComparison.Ordinal
        );
    }

    /// <summary>What is said of the target is not said of the proxy, and that one is not even asked for the target.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--ssl")]
    [InlineData("--tls", "--insecure")]
    [InlineData("--tls-trust", "{trust}")]
    [InlineData("--tls-pin", "{sha256}")]
    public async Task AProxyOverTls_IsNotBelievedForItsTarget(params string[] options)
    {
        Issued alone = CertificateAuthority.SelfSigned();
        string trust = _files.Write("alone.pem", alone.Pem);
        options =
        [
            .. options.Select(word =>
                word switch
                {
                    "{trust}" => trust,
                    "{sha256}" => alone.Sha256,
                    _ => word,
                }
            ),
        ];
        await using ToolListener proxy = await ToolListener.StartAsync(Transport.Tcp4, _files.Show(alone));

        ProcessEnd end = await Tool.RunAsync(
            "",
            [.. options, "--proxy", $"https://{proxy.EndPoint}", "127.0.0.1", "9"]
        );

        Assert.Equal(1, end.ExitCode);
        Assert.EndsWith("the certificate is self-signed", Assert.Single(end.ErrorLines), StringComparison.Ordinal);
        Assert.Empty((await proxy.Process.EndAsync()).Output);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AProxyOverTls_ThatNeedNotBeBelieved_IsUsed_AndItsTargetIsVerified()
    {
        await using ToolListener proxy = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["--proxy-type", "http", .. _files.Server]
        );
        await using ToolListener target = await ToolListener.StartAsync(Transport.Tcp4, ["-k", .. _files.Server]);
        string[] words = ["--proxy", $"https://{proxy.EndPoint}", "--proxy-insecure"];
        string notVerified = $"dotcat: the certificate of {proxy.EndPoint} is not verified";

        await using RunningProcess client = target.Connect([.. words, .. _files.Client]);
        await client.FinishInputAsync("hello");
        Assert.Equal("hello", await target.Process.ReadTextAsync(5));
        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Equal([notVerified], client.ErrorLines);

        await using RunningProcess other = target.Connect([.. words, "--tls"]);
        Assert.Equal(1, await other.ExitCodeAsync());
        Assert.Equal(notVerified, other.ErrorLines[0]);
        Assert.Contains("authority is unknown", Assert.Single(other.ErrorLines.Skip(1)), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AFileOfAuthorities_ThatIsNone_IsToldBeforeTheProxyIsConnectedTo()
    {
        using Socket proxy = Transport.Tcp4.Bind("");
        string file = _files.Write("empty.pem", "");

        ProcessEnd end = await Tool.RunAsync(
            "",
            "--proxy",
            $"https://{proxy.LocalEndPoint}",
            "--proxy-trust",
            file,
            "127.0.0.1",
            "9"
        );

        Assert.Equal(2, end.ExitCode);
        Assert.Equal($"dotcat: cannot use {file}: no certificate in it", Assert.Single(end.ErrorLines));
        Assert.False(proxy.Poll(0, SelectMode.SelectRead));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task SourceAddressAndPort_AreThoseOfTheConnectionToTheProxy()
    {
        int port = FreePort(IPAddress.Parse("127.0.0.3"));
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = StartThrough(
            listener,
            "http",
            "-s",
            "127.0.0.3",
            "-p",
            port.ToString(CultureInfo.InvariantCulture)
        );

        using Socket proxy = await listener.AcceptOneAsync();

        Assert.Equal($"127.0.0.3:{port}", proxy.RemoteEndPoint!.ToString());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", "HTTP/1.1 200 OK\r\nVia: proxy\r\n\r\n")]
    [InlineData("socks4", "\0Z\0\0\0\0\0\0")]
    public async Task WhatFollowsTheAnswer_IsTheTargets(string type, string answer)
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = StartThrough(listener, type);
        using Socket proxy = await listener.AcceptOneAsync();
        await proxy.ReceiveBytesAsync();

        await proxy.SendTextAsync(answer + "220 hello\r\n");

        Assert.Equal("220 hello\r\n", await client.ReadTextAsync(11));
        await client.FinishInputAsync("question");
        Assert.Equal("question", await proxy.ReceiveTextToEndAsync());
        proxy.Shutdown(SocketShutdown.Both);
        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", "", "proxy {0} closed the connection in the handshake")]
    [InlineData("http", "HTTP/1.1 200 OK\r\n", "proxy {0} closed the connection in the handshake")]
    [InlineData("http", "220 mail.example\r\n", "{0} is not an HTTP proxy")]
    [InlineData("http", "HTTP/1.1 403 Go away\r\n\r\nwhy", "proxy {0} refused 192.0.2.1:9: 403 Go away")]
    [InlineData("socks5", "", "SOCKS5 proxy {0} closed the connection in the handshake")]
    [InlineData("socks5", "\u0005", "SOCKS5 proxy {0} closed the connection in the handshake")]
    [InlineData("socks5", "HTTP/1.1 400 Bad Request\r\n\r\n", "{0} is not a SOCKS5 proxy")]
    [InlineData("socks4", "\0Z\0", "SOCKS4 proxy {0} closed the connection in the handshake")]
    [InlineData("socks4", "\0[\0\0\0\0\0\0", "SOCKS4 proxy {0} refused 192.0.2.1:9: rejected or failed")]
    public async Task AnAnswerThatIsNone_IsToldAndNothingElse(string type, string answer, string sentence)
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = StartThrough(listener, type);
        using Socket proxy = await listener.AcceptOneAsync();
        await proxy.ReceiveBytesAsync();

        await proxy.SendBytesAsync(Encoding.Latin1.GetBytes(answer));
        proxy.Shutdown(SocketShutdown.Send);

        ProcessEnd end = await client.EndAsync();
        Assert.Equal(1, end.ExitCode);
        Assert.Empty(end.Output);
        Assert.Equal(
            "dotcat: " + string.Format(CultureInfo.InvariantCulture, sentence, listener.LocalEndPoint),
            Assert.Single(end.ErrorLines)
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APortThatNobodyNamed_IsSaidToBeTheDefault_WhereTheTargetRefuses()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Start("--proxy", $"socks5://{listener.LocalEndPoint}", "192.0.2.1");
        using Socket proxy = await listener.AcceptOneAsync();
        await proxy.ReceiveBytesAsync();

        await proxy.SendBytesAsync(Encoding.Latin1.GetBytes("\u0005\0\u0005\u0005\0\u0001\0\0\0\0\0\0"));

        ProcessEnd end = await client.EndAsync();
        Assert.Equal(
            [
                $"dotcat: SOCKS5 proxy {listener.LocalEndPoint} refused 192.0.2.1:31337: connection refused"
                    + " (no port was named, and 31337 is the default port)",
            ],
            end.ErrorLines
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APortThatNobodyNamed_IsNotTheProxys()
    {
        using Socket nobody = Transport.Tcp4.CreateSocket();
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen

        ProcessEnd end = await Tool.RunAsync("", "--proxy", $"socks5://{nobody.LocalEndPoint}", "192.0.2.1");

        Assert.Equal([$"dotcat: cannot connect to {nobody.LocalEndPoint}: connection refused"], end.ErrorLines);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", "")]
    [InlineData("http", "HTTP/1.1 200 OK\r\n")]
    [InlineData("socks4", "\0")]
    [InlineData("socks5", "\u0005")]
    public async Task AnAnswerThatDoesNotEnd_IsGivenUp(string type, string beginning)
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = StartThrough(listener, type, "-w", "2s");
        using Socket proxy = await listener.AcceptOneAsync();
        await proxy.ReceiveBytesAsync();
        await proxy.SendTextAsync(beginning);

        ProcessEnd end = await client.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.EndsWith(": timed out", Assert.Single(end.ErrorLines), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task HeadersWithoutEnd_AreGivenUp()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = StartThrough(listener, "http");
        using Socket proxy = await listener.AcceptOneAsync();
        await proxy.ReceiveBytesAsync();
        await proxy.SendTextAsync("HTTP/1.1 200 OK\r\n");

        Task<ProcessEnd> ending = client.EndAsync();
        try
        {
            while (!ending.IsCompleted)
            {
                await proxy.SendTextAsync("More: of the same\r\n");
            }
        }
        catch (SocketException)
        {
            // it has had enough
        }

        ProcessEnd end = await ending;
        Assert.Equal(1, end.ExitCode);
        Assert.EndsWith(" KiB of headers", Assert.Single(end.ErrorLines), StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("tinyproxy", "http", "right", "-vvv")]
    [InlineData("tinyproxy", "http", "other", "-vvv")]
    [InlineData("tinyproxy", "http", "other", "--json")]
    [InlineData("ncat", "http", "other", "-vvv")]
    [InlineData("microsocks", "socks5", "right", "-vvv")]
    [InlineData("microsocks", "socks5", "right", "--json")]
    [InlineData("microsocks", "socks5", "other", "-vvv")]
    public async Task APassword_IsNeverSaid(string program, string type, string password, string said)
    {
        const string Right = "hush-right-hush";
        string given = Right.Replace("right", password, StringComparison.Ordinal);
        await using ProxyServer proxy = await ProxyServer.StartAsync(program, $"user:{Right}");
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);

        await using RunningProcess client = Tool.StartInShell(
            $"NCAT_PROXY_AUTH=user:{given} exec \"$0\" \"$@\"",
            [
                said,
                "--proxy",
                $"127.0.0.1:{proxy.Port}",
                "--proxy-type",
                type,
                .. Transport.Tcp4.ConnectArguments(listener.EndPoint),
            ]
        );
        client.FinishInput();

        Assert.Equal(password == "right" ? 0 : 1, await client.ExitCodeAsync());
        string words = string.Join('\n', client.ErrorLines);
        Assert.Contains($"{proxy.Port}", words, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", words, StringComparison.Ordinal);
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{given}"));
        Assert.DoesNotContain(encoded, words, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private static int FreePort(IPAddress address)
    {
        using Socket socket = Transport.Tcp4.CreateSocket();
        socket.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static RunningProcess StartThrough(Socket proxy, string type, params IEnumerable<string> options) =>
        Tool.Start([.. options, "--proxy", $"{type}://{proxy.LocalEndPoint}", "192.0.2.1", "9"]);

    private async Task AssertReachesAsync(string proxy, params string[] options)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, _files.Server);
        await using RunningProcess client = listener.Connect(["--proxy", proxy, .. options, .. _files.Client]);

        await client.FinishInputAsync("hello");
        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Equal("hello", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Empty(client.ErrorLines);
    }
}
