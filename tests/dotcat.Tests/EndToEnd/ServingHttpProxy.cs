using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Dotcat.Http;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>dotcat as an HTTP proxy, for curl and for clients with worse manners.</summary>
public sealed class ServingHttpProxy : IDisposable
{
    private const string Login = "user:pass word";
    private const int Large = 5_000_000;

    private readonly HttpOrigin _origin = new();
    private readonly TemporaryFolder _folder = new();

    private string Url => $"http://{_origin.EndPoint}/a/../b?c=%20d";

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("GET")]
    [InlineData("DELETE")]
    [InlineData("BREW")]
    public async Task Request_WithoutABody_IsForwarded(string method)
    {
        await using ToolListener proxy = await StartAsync();

        Assert.Equal((0, HttpOrigin.Report(method, "/a/../b?c=%20d", [])), await CurlAsync(proxy, "-X", method, Url));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("POST")]
    [InlineData("POST", "-H", "Transfer-Encoding: chunked")]
    [InlineData("PUT")]
    [InlineData("POST", "--proxytunnel")]
    [InlineData("POST", "--http1.0")]
    public async Task Request_WithALargeBody_IsForwardedWhole(string method, params string[] options)
    {
        byte[] body = RandomNumberGenerator.GetBytes(Large);
        string file = _folder.File("body");
        await File.WriteAllBytesAsync(file, body);
        await using ToolListener proxy = await StartAsync();

        string[] upload = ["-X", method, "--data-binary", $"@{file}", .. options, Url];
        Assert.Equal((0, HttpOrigin.Report(method, "/a/../b?c=%20d", body)), await CurlAsync(proxy, upload));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Head_IsForwarded_WithoutWhatIsTheConnections()
    {
        await using ToolListener proxy = await StartAsync();

        (int code, string head) = await CurlAsync(proxy, "-I", "-H", "Connection: X-Own", "-H", "X-Own: 1", Url);

        Assert.Equal(0, code);
        Assert.Contains("X-Fields: Accept Connection Host User-Agent Via\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"X-Host: {_origin.EndPoint}\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Via: 1.1 dotcat-", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Keep-Alive", head, StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Target_AtAnIPv6Address_IsReached()
    {
        using var origin = new HttpOrigin(IPAddress.IPv6Loopback);
        await using ToolListener proxy = await StartAsync();

        foreach (
            string[] tunnel in (string[][])
                [
                    [],
                    ["--proxytunnel"],
                ]
        )
        {
            Assert.Equal(
                (0, HttpOrigin.Report("GET", "/", [])),
                await CurlAsync(proxy, [.. tunnel, $"http://[::1]:{origin.Port}/"])
            );
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--proxy-basic")]
    [InlineData("--proxy-digest")]
    [InlineData("--proxy-anyauth")]
    [InlineData("--proxy-digest", "--proxytunnel")]
    public async Task Login_Right_IsLetIn(params string[] options)
    {
        await using ToolListener proxy = await StartAsync("--proxy-auth", Login);

        string report = HttpOrigin.Report("POST", "/a/../b?c=%20d", "x=y"u8);
        string[] twice = ["--proxy-user", Login, .. options, "--data", "x=y", Url, Url];
        Assert.Equal((0, report + report), await CurlAsync(proxy, twice));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData]
    [InlineData("--proxy-basic", "--proxy-user", "user:wrong")]
    [InlineData("--proxy-digest", "--proxy-user", "user:wrong")]
    [InlineData("--proxy-basic", "--proxy-user", "other:pass word")]
    public async Task Login_WrongOrMissing_IsRefused(params string[] login)
    {
        await using ToolListener proxy = await StartAsync("-vvv", "--proxy-auth", Login);

        string[] code = ["--output", "/dev/null", "--write-out", "%{http_code}"];
        Assert.Equal((0, "407"), await CurlAsync(proxy, [.. code, .. login, Url]));
        Assert.Equal((56, "000"), await CurlAsync(proxy, [.. code, .. login, "--proxytunnel", Url]));
        await proxy.Process.ErrorLineAsync("refused: 407");
        Assert.DoesNotContain(proxy.Process.ErrorLines, line => line.Contains("pass word", StringComparison.Ordinal));
        Assert.DoesNotContain(proxy.Process.ErrorLines, line => line.Contains("asked", StringComparison.Ordinal));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Login_ByDigest_ServesOnce()
    {
        await using ToolListener proxy = await StartAsync("--proxy-auth", Login);
        string challenge = await AskAsync(proxy, $"GET {Url} HTTP/1.1\r\nHost: h\r\n\r\n");
        IEnumerable<string> offers = challenge
            .Split("\r\n")
            .Where(static line => line.StartsWith("Proxy-Authenticate: Digest", StringComparison.Ordinal))
            .Select(static line => line["Proxy-Authenticate: ".Length..]);
        Challenge strongest = Digest.Strongest(Challenge.ParseAll(offers))!;
        string answer = Digest.Answer(strongest, "user", "pass word", "GET", Url, "client");
        string request = $"GET {Url} HTTP/1.1\r\nHost: h\r\nProxy-Authorization: {answer}\r\n\r\n";

        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync(proxy, request), StringComparison.Ordinal);
        string again = await AskAsync(proxy, request);
        Assert.StartsWith("HTTP/1.1 407 ", again, StringComparison.Ordinal);
        Assert.Contains("stale=true", again, StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task Ncat_GoesThroughWithItsLogin(string type)
    {
        Peers.Require("ncat");
        await using ToolListener proxy = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--proxy-type",
            type,
            "--proxy-auth",
            Login
        );
        string[] words = ["--proxy", $"{proxy.EndPoint}", "--proxy-type", type, "--proxy-auth", Login];
        await using RunningProcess ncat = RunningProcess.Start("ncat", [.. words, "127.0.0.1", $"{_origin.Port}"]);
        await ncat.FinishInputAsync("GET /x HTTP/1.0\r\nHost: h\r\n\r\n");

        Assert.EndsWith(HttpOrigin.Report("GET", "/x", []), await ncat.ReadTextToEndAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("GET http://{0}/ HTTP/1.1")]
    [InlineData("GET http://localhost:{1}/ HTTP/1.1")]
    public async Task Request_ForTheProxyItself_IsRefused(string request)
    {
        await using ToolListener proxy = await ToolListener.StartAsync(Transport.Tcp4, "-4", "--proxy-type", "http");
        int port = ((IPEndPoint)proxy.EndPoint).Port;
        string line = string.Format(CultureInfo.InvariantCulture, request, proxy.EndPoint, port);

        Assert.StartsWith(
            "HTTP/1.1 403 ",
            await AskAsync(proxy, $"{line}\r\nHost: h\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Request_ThatPassedTheProxyBefore_IsRefused()
    {
        await using ToolListener proxy = await StartAsync();
        string answer = await AskAsync(proxy, $"GET {Url} HTTP/1.1\r\nHost: h\r\n\r\n");
        string via = answer.Split("\r\n").Single(static line => line.StartsWith("Via:", StringComparison.Ordinal));

        Assert.StartsWith(
            "HTTP/1.1 403 ",
            await AskAsync(proxy, $"GET {Url} HTTP/1.1\r\nHost: h\r\n{via}, 1.1 other\r\n\r\n"),
            StringComparison.Ordinal
        );
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", 400)]
    [InlineData("\u0016\u0003\u0001\u0002\n", 400)]
    [InlineData("GET https://127.0.0.1/ HTTP/1.1\r\nHost: h\r\n\r\n", 501)]
    [InlineData("OPTIONS http://127.0.0.1/ HTTP/1.1\r\nHost: h\r\nMax-Forwards: 0\r\n\r\n", 405)]
    [InlineData("GET http://127.0.0.1/ HTTP/1.1\r\n\r\n", 400)]
    [InlineData("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET http://nosuchhost.invalid/ HTTP/1.1\r\nHost: h\r\n\r\n", 504)]
    [InlineData("CONNECT nosuchhost.invalid:80 HTTP/1.1\r\nHost: h\r\n\r\n", 504)]
    [InlineData("GET http://127.0.0.1:1/ HTTP/1.1\r\n", 408)]
    public async Task Request_ThatCannotBe_IsToldWhy(string request, int code)
    {
        await using ToolListener proxy = await StartAsync("-n", "-w", code == 408 ? "300ms" : "30");

        Assert.StartsWith($"HTTP/1.1 {code} ", await AskAsync(proxy, request), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Head_WithoutAnEnd_IsRefused()
    {
        await using ToolListener proxy = await StartAsync();
        string endless = "GET http://127.0.0.1/ HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 20_000));
        string endlessLine = $"GET http://127.0.0.1/{new string('x', 100_000)}";

        Assert.StartsWith("HTTP/1.1 413 ", await AskAsync(proxy, endless), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await AskAsync(proxy, endlessLine), StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http")]
    [InlineData("socks5h")]
    public async Task Chain_WithTheSameProxyTwice_ReachesItsTarget(string type)
    {
        await using ToolListener proxy = await ToolListener.StartAsync(
            Transport.Tcp4,
            "--proxy-type",
            type.TrimEnd('h')
        );
        string url = $"{type}://{proxy.EndPoint}";
        await using RunningProcess client = Tool.Start("--proxy", url, "--proxy", url, $"{_origin.EndPoint}");
        await client.FinishInputAsync("GET /x HTTP/1.0\r\nHost: h\r\n\r\n");

        ProcessEnd end = await client.EndAsync();
        Assert.EndsWith(HttpOrigin.Report("GET", "/x", []), end.Text, StringComparison.Ordinal);
        Assert.Empty(end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Clients_ManyAtOnce_AreAllServed()
    {
        await using ToolListener proxy = await StartAsync();
        Task<string>[] asking =
        [
            .. Enumerable
                .Range(0, 50)
                .Select(i =>
                    Task.Run(() => AskAsync(proxy, $"GET http://{_origin.EndPoint}/{i} HTTP/1.1\r\nHost: h\r\n\r\n"))
                ),
        ];

        string[] answers = await Task.WhenAll(asking);
        for (int i = 0; i < answers.Length; i++)
        {
            Assert.EndsWith(HttpOrigin.Report("GET", $"/{i}", []), answers[i], StringComparison.Ordinal);
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", "--deny", "127.0.0.1")]
    [InlineData("http", "--allow", "127.0.0.2")]
    [InlineData("http", "-m", "0")]
    [InlineData("socks5", "--deny", "127.0.0.1")]
    public async Task Client_NotAllowed_IsClosedWithoutAWord(string type, params string[] options)
    {
        await using ToolListener proxy = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-v", "--proxy-type", type, .. options]
        );
        using Socket client = proxy.ConnectSocket();

        Assert.Empty(await client.ReceiveToEndAsync());
        await proxy.Process.ErrorLineAsync("turned away");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Tunnel_SilentForTheIdleTime_Ends()
    {
        await using ToolListener proxy = await StartAsync("-v", "-i", "200ms");
        using Socket target = Transport.Tcp4.Bind("");
        using Socket client = proxy.ConnectSocket();
        await client.SendTextAsync($"CONNECT {target.LocalEndPoint} HTTP/1.1\r\nHost: h\r\n\r\n");

        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\n", await client.ReceiveTextToEndAsync());
        await proxy.Process.ErrorLineAsync("nothing moved for 200 ms");
    }

    public void Dispose()
    {
        _origin.Dispose();
        _folder.Dispose();
    }

    private static Task<ToolListener> StartAsync(params string[] options) =>
        ToolListener.StartAsync(Transport.Tcp4, ["--proxy-type", "http", .. options]);

    private static Task<(int ExitCode, string Output)> CurlAsync(ToolListener proxy, params string[] arguments) =>
        Curl.RunAsync(["--path-as-is", "--proxy", $"http://{proxy.EndPoint}", .. arguments]);

    /// <summary>All of the answer to a request over a connection of its own.</summary>
    private static async Task<string> AskAsync(ToolListener proxy, string request)
    {
        using Socket client = proxy.ConnectSocket();
        await client.SendTextAsync(request);
        return await client.ReceiveTextToEndAsync();
    }
}
