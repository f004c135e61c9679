using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>--keepalive: the system probes a peer that is silent.</summary>
public sealed class KeepAlives
{
    private const int None = 0;
    private const int Probe = 2;

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Probe, "--keepalive", "60")]
    [InlineData(None)]
    public async Task ADialledConnection_IsProbed_WhereThatIsWanted(int timer, params string[] options)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, options);

        await UntilAsync(timer, local: client.Server.RemoteEndPoint);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Probe, "--keepalive", "60")]
    [InlineData(Probe, "--keepalive", "60", "-k", "--echo")]
    [InlineData(None)]
    public async Task AnAcceptedConnection_IsProbed_WhereThatIsWanted(int timer, params string[] options)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, options);
        using Socket client = listener.ConnectSocket();

        await UntilAsync(timer, local: listener.EndPoint);
    }

    /// <summary>Through a proxy, it is the proxy that is at the other end of the connection.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AProxy_IsProbed_AndAProxyServer_ProbesClientAndTarget()
    {
        string[] options = ["--keepalive", "60"];
        using Socket target = Transport.Tcp4.Bind("");
        await using ToolListener proxy = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["--proxy-type", "socks5", .. options]
        );
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            target.LocalEndPoint!,
            ["--proxy", $"socks5://{proxy.EndPoint}", .. options]
        );
        using Socket server = await target.AcceptOneAsync();

        await UntilAsync(Probe, remote: proxy.EndPoint);
        await UntilAsync(Probe, local: proxy.EndPoint);
        await UntilAsync(Probe, local: server.RemoteEndPoint);
    }

    /// <summary>TCP sends no probe as long as it sends these bytes again, for a quarter of an hour: tcp_retries2, tcp(7).</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APeer_ThatVanishesWithBytesOnTheirWay_IsGivenUp()
    {
        Peers.Require("nft");
        using var folder = new TemporaryFolder();
        folder.Write(
            "filter",
            """
            add table inet f
            add chain inet f in { type filter hook input priority 0; }
            add rule inet f in tcp dport 7000 drop
            """
        );
        string prepare = $$"""
            cd {{folder.Path}}
            "$0" -lv -i 15 127.0.0.1 7000 --recv-only > got 2> said &
            (until [ -e drop ]; do sleep 0.01; done; nft -f filter && touch dropped) &
            until grep -qs listening said; do sleep 0.01; done
            true
            """;
        await using RunningProcess client = await Tool.StartAloneAsync(
            prepare,
            "--keepalive",
            "1",
            "127.0.0.1",
            "7000"
        );
        await client.WriteAsync("one\n");
        await Eventually.TrueAsync(
            () => new FileInfo(folder.File("got")) is { Exists: true, Length: 4 },
            "one arrived"
        );
        folder.Write("drop", "");
        await Eventually.TrueAsync(() => File.Exists(folder.File("dropped")), "nothing gets through");

        await client.WriteAsync("two\n");

        string[] said =
        [
            "dotcat: 127.0.0.1:7000: timed out",
            "dotcat: up to 4 bytes of standard input were not delivered",
        ];
        ProcessEnd end = await client.EndAsync();
        Assert.Equal(said, end.ErrorLines);
        Assert.Equal(1, end.ExitCode);
    }

    /// <summary>Until the only such connection has that timer.</summary>
    private static Task UntilAsync(int timer, EndPoint? local = null, EndPoint? remote = null) =>
        Eventually.TrueAsync(
            () => SocketTable.TimersOf((IPEndPoint?)local, (IPEndPoint?)remote) is [var found] && found == timer,
            $"timer {timer}"
        );
}
