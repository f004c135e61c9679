using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>--send-proxy: a connection begins with a header that says whose it is.</summary>
public sealed class SentProxyHeaders
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    public async Task Header_IsTheFirstThatIsSent_WithOurOwnAddresses(Transport transport)
    {
        await using ToolClient text = await ToolClient.ConnectAsync(transport, "--send-proxy", "1");
        await text.Process.FinishInputAsync("payload");
        await using ToolClient binary = await ToolClient.ConnectAsync(transport, "--send-proxy", "2");
        await binary.Process.FinishInputAsync("payload");

        Assert.Equal(TextOf(text.Server) + "payload", await text.Server.ReceiveTextToEndAsync());
        byte[] received = await binary.Server.ReceiveToEndAsync();
        Assert.Equal([.. BinaryOf(binary.Server), .. "payload"u8], received);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("1", "PROXY UNKNOWN\r\n")]
    [InlineData("2", "\r\n\r\n\0\r\nQUIT\n \0\0\0")]
    public async Task Header_OfAUnixSocketWithoutAName_IsOfNobody(string version, string header)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.UnixStream, "--send-proxy", version);
        await client.Process.FinishInputAsync("payload");

        Assert.Equal(header + "payload", await client.Server.ReceiveTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Header_OfAUnixSocketWithAName_HasBothNames()
    {
        using var folder = new TemporaryFolder();
        string own = folder.File("own");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.UnixStream,
            "-vv",
            "--accept-proxy"
        );
        await using RunningProcess client = listener.Connect("--send-proxy", "2", "-s", own);
        await client.FinishInputAsync("payload");

        Assert.Equal("payload", await listener.Process.ReadTextToEndAsync());
        await listener.Process.ErrorLineAsync($"dotcat: connection from {own}");
    }

    /// <summary>The proxy is told nothing of it: it is for whom the tunnel leads to.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task Header_GoesThroughTheTunnelOfAProxy(string type)
    {
        using Socket target = Transport.Tcp4.Bind("");
        await using ToolListener proxy = await ToolListener.StartAsync(Transport.Tcp4, "--proxy-type", type);
        await using RunningProcess client = Tool.Start(
            "--proxy",
            $"{type}://{proxy.EndPoint}",
            "--send-proxy",
            "1",
            $"{target.LocalEndPoint}"
        );
        using Socket server = await client.UntilAsync(target.AcceptOneAsync());
        await client.FinishInputAsync("payload");

        string all = await server.ReceiveTextToEndAsync();
        Assert.Matches($@"^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ {PortOf(proxy.EndPoint)}\r\npayload$", all);
    }

    /// <summary>Whoever the client is said to be, whatever is spoken on either side.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, Transport.Tcp4)]
    [InlineData(Transport.Tcp4, Transport.UnixStream)]
    [InlineData(Transport.UnixStream, Transport.Tcp6)]
    public async Task Header_NamesTheClient_ForWhomATargetIsConnectedTo(Transport near, Transport far)
    {
        const string Client = "PROXY TCP6 2001:db8::1 2001:db8::2 50000 443\r\n";
        using var folder = new TemporaryFolder();
        using Socket target = far.Bind(folder.File("target"));
        string place = far.IsUnix ? $"unix:{UnixAddress.Of(target.LocalEndPoint!)}" : $"{target.LocalEndPoint}";
        await using ToolListener forwarder = await ToolListener.StartAsync(
            near,
            "-k",
            "--accept-proxy",
            "--to",
            place,
            "--send-proxy",
            "1"
        );
        using Socket proxy = forwarder.ConnectSocket();
        await proxy.SendTextAsync(Client + "payload");
        proxy.Shutdown(SocketShutdown.Send);

        using Socket server = await target.AcceptOneAsync();
        Assert.Equal(Client + "payload", await server.ReceiveTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Header_OfAClient_GoesBeforeTlsToTheTarget()
    {
        using var files = new TlsFiles();
        await using ToolListener server = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-v", "--accept-proxy", .. files.Server]
        );
        await using ToolListener forwarder = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["--to", $"tls://{server.EndPoint}", "--send-proxy", "2", .. files.Client]
        );
        using Socket client = forwarder.ConnectSocket();
        await client.SendTextAsync("payload");
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("payload", await server.Process.ReadTextAsync("payload".Length));
        await server.Process.ErrorLineAsync($"dotcat: connection from {client.LocalEndPoint}");
    }

    private static int PortOf(EndPoint end) => ((IPEndPoint)end).Port;

    private static string TextOf(Socket server)
    {
        (IPEndPoint from, IPEndPoint to) = ((IPEndPoint)server.RemoteEndPoint!, (IPEndPoint)server.LocalEndPoint!);
        string family = from.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
        return $"PROXY {family} {from.Address} {to.Address} {from.Port} {to.Port}\r\n";
    }

    private static byte[] BinaryOf(Socket server)
    {
        (IPEndPoint from, IPEndPoint to) = ((IPEndPoint)server.RemoteEndPoint!, (IPEndPoint)server.LocalEndPoint!);
        byte[] addresses =
        [
            .. from.Address.GetAddressBytes(),
            .. to.Address.GetAddressBytes(),
            .. Port(from),
            .. Port(to),
        ];
        byte kind = from.AddressFamily == AddressFamily.InterNetwork ? (byte)0x11 : (byte)0x21;
        return [.. "\r\n\r\n\0\r\nQUIT\n!"u8, kind, 0, (byte)addresses.Length, .. addresses];
    }

    private static byte[] Port(IPEndPoint end) => [(byte)(end.Port >> 8), (byte)end.Port];
}
