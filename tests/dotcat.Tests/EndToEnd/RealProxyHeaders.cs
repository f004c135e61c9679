using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Dotcat.Tests.Support;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.EndToEnd;

/// <summary>PROXY headers of others, and what others read of dotcat's.</summary>
public sealed class RealProxyHeaders
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("haproxy", "1", Transport.Tcp4)]
    [InlineData("haproxy", "1", Transport.Tcp6)]
    [InlineData("haproxy", "1", Transport.UnixStream)]
    [InlineData("haproxy", "2", Transport.Tcp4)]
    [InlineData("haproxy", "2", Transport.Tcp6)]
    [InlineData("haproxy", "2", Transport.UnixStream)]
    [InlineData("nginx", "1", Transport.Tcp4)]
    [InlineData("nginx", "1", Transport.Tcp6)]
    [InlineData("nginx", "1", Transport.UnixStream)]
    public async Task HeadersOfOthers_NameTheirClients(string program, string version, Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "-vk", "--accept-proxy", "--echo");
        await using ReverseProxy proxy = await ReverseProxy.PassAsync(program, transport, listener.EndPoint, version);
        using Socket client = transport.CreateSocket();
        await client.ConnectAsync(proxy.EndPoint);
        await client.SendTextAsync("payload");
        Assert.Equal("payload", Encoding.UTF8.GetString(await client.ReceiveExactlyAsync(7)));

        string from = transport.IsUnix ? $"on {UnixAddress.Of(listener.EndPoint)}" : $"from {client.LocalEndPoint}";
        await listener.Process.ErrorLineAsync($"dotcat: connection {from}"); // a Unix client has no address to tell
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("haproxy", "1", Transport.Tcp4)]
    [InlineData("haproxy", "1", Transport.Tcp6)]
    [InlineData("haproxy", "1", Transport.UnixStream)]
    [InlineData("haproxy", "2", Transport.Tcp4)]
    [InlineData("haproxy", "2", Transport.Tcp6)]
    [InlineData("haproxy", "2", Transport.UnixStream)]
    [InlineData("nginx", "1", Transport.Tcp4)]
    [InlineData("nginx", "1", Transport.Tcp6)]
    [InlineData("nginx", "1", Transport.UnixStream)]
    [InlineData("nginx", "2", Transport.Tcp4)]
    [InlineData("nginx", "2", Transport.Tcp6)]
    [InlineData("nginx", "2", Transport.UnixStream)]
    public async Task Headers_AreReadByOthers(string program, string version, Transport transport)
    {
        await using ReverseProxy server = await ReverseProxy.TellAsync(program, transport);
        await using RunningProcess client = Tool.Connect(transport, server.EndPoint, "--json", "--send-proxy", version);
        await client.FinishInputAsync(program == "haproxy" ? "GET / HTTP/1.0\r\n\r\n" : "");
        ProcessEnd end = await client.EndAsync();

        Assert.Equal(0, end.ExitCode);
        JsonElement connected = EventLines.Read(end.ErrorLines)[1];
        string told = transport.IsUnix
            ? "   "
            : $"{Words(EventLines.Of(connected, "local")!)} {Words(EventLines.Of(connected, "peer")!)}";
        Assert.Equal(told, Encoding.UTF8.GetString(end.Output).Split("\r\n")[^1]);
    }

    private static string Words(string address) =>
        IPEndPoint.Parse(address) is var end ? $"{end.Address} {end.Port}" : "";
}
