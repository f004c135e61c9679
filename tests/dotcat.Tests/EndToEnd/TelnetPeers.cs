using System.Net.Sockets;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>-t: a peer that speaks telnet.</summary>
public sealed class TelnetPeers : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Its negotiation is answered, so that it gets to its login, and only what that says is seen.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ARealTelnetd_IsTalkedTo()
    {
        Peers.Require("telnetd");
        Peers.Require("socat");
        string login = _folder.Write(
            "login",
            "#!/bin/sh\necho ready; read line; printf \"got $line\\377\\n\"; read end\n"
        );
        await using RunningProcess making = RunningProcess.Start("chmod", "+x", login);
        Assert.Equal(0, await making.ExitCodeAsync());
        await using RunningProcess server = RunningProcess.Start(
            "socat",
            "TCP4-LISTEN:0,bind=127.0.0.1",
            $"EXEC:telnetd --no-hostinfo --exec-login={login},nofork"
        );
        int port = await SocketTable.PortOfAsync(server, Transport.Tcp4);
        await using RunningProcess client = Tool.Start("-t", "127.0.0.1", $"{port}");

        Assert.Equal("ready\r\n", await client.ReadTextAsync(7));
        await client.WriteAsync("typed\n");
        Assert.Equal("got typed\u00ff\r\n", Encoding.Latin1.GetString(await client.ReadAsync(12)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task Negotiation_IsRefused_AndA255IsDoubled_BothWays(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-t");
        await client.Process.WriteAsync(new byte[] { 1, 255, 2 });
        byte[] sent = await client.Server.ReceiveExactlyAsync(4);
        Assert.Equal([1, 255, 255, 2], sent);

        await client.Server.SendBytesAsync(new byte[] { (byte)'a', 255 });
        Assert.Equal("a", await client.Process.ReadTextAsync(1));
        await client.Server.SendBytesAsync(new byte[] { 253, 1, 255, 251, 3, 255, 255, 255, 241, (byte)'b' });
        Assert.Equal("\u00ffb", Encoding.Latin1.GetString(await client.Process.ReadAsync(2)));
        byte[] refusals = await client.Server.ReceiveExactlyAsync(6);
        Assert.Equal([255, 252, 1, 255, 254, 3], refusals);
    }

    public void Dispose() => _folder.Dispose();
}
