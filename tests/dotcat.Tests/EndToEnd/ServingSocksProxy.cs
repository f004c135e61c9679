using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>dotcat as a SOCKS5 proxy.</summary>
public sealed class ServingSocksProxy : IDisposable
{
    private const string Login = "user:pass word";

    private readonly HttpOrigin _origin = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--socks5", "127.0.0.1", null)]
    [InlineData("--socks5", "localhost", Login)]
    [InlineData("--socks5-hostname", "localhost", null)]
    [InlineData("--socks5-hostname", "localhost", Login)]
    public async Task Curl_GoesThrough(string option, string host, string? login)
    {
        await using ToolListener proxy = await StartAsync(login is null ? [] : ["--proxy-auth", login]);
        string[] user = login is null ? [] : ["--proxy-user", login];

        Assert.Equal(
            (0, HttpOrigin.Report("POST", "/x", "x=y"u8)),
            await Curl.RunAsync([
                option,
                $"{proxy.EndPoint}",
                .. user,
                "-4",
                "--data",
                "x=y",
                $"http://{host}:{_origin.Port}/x",
            ])
        );
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData]
    [InlineData("--proxy-user", "user:wrong")]
    public async Task Login_WrongOrMissing_IsRefused(params string[] login)
    {
        await using ToolListener proxy = await StartAsync("-vvv", "--proxy-auth", Login);

        (int code, _) = await Curl.RunAsync(["--socks5", $"{proxy.EndPoint}", .. login, $"http://{_origin.EndPoint}/"]);
        Assert.Equal(97, code);
        await proxy.Process.ErrorLineAsync("refused: SOCKS5");
        Assert.DoesNotContain(proxy.Process.ErrorLines, line => line.Contains("pass word", StringComparison.Ordinal));
        Assert.DoesNotContain(proxy.Process.ErrorLines, line => line.Contains("asked", StringComparison.Ordinal));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Request_NotThereInTime_EndsTheClientAndNobodyElse()
    {
        await using ToolListener proxy = await StartAsync("-w", "2s");
        using Socket silent = proxy.ConnectSocket();
        using Socket slow = proxy.ConnectSocket();
        await slow.SendBytesAsync((byte[])[5, 1, 0, 5]);

        Assert.Empty(await silent.ReceiveToEndAsync());
        Assert.Equal([5, 0], await slow.ReceiveToEndAsync());
        Assert.False(proxy.Process.HasExited);
    }

    public void Dispose() => _origin.Dispose();

    private static Task<ToolListener> StartAsync(params string[] options) =>
        ToolListener.StartAsync(Transport.Tcp4, ["--proxy-type", "socks5", .. options]);
}
