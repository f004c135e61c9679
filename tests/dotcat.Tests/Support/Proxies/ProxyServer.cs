using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Support.Proxies;

/// <summary>A proxy of somebody else's on loopback.</summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly RunningProcess _process;
    private readonly TemporaryFolder _folder;

    private ProxyServer(RunningProcess process, TemporaryFolder folder, int port)
    {
        _process = process;
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    /// <param name="program">ncat and tinyproxy speak HTTP, microsocks SOCKS5, danted SOCKS4 and 5.</param>
    /// <param name="login">USER:PASS that it asks for; null for none. danted asks for none.</param>
    public static async Task<ProxyServer> StartAsync(string program, string? login)
    {
        Peers.Require(program);
        var folder = new TemporaryFolder();
        string configuration = folder.File("configuration");
        await File.WriteAllTextAsync(configuration, program == "danted" ? Danted() : Tinyproxy(login));
        string[] user = login?.Split(':') ?? [];
        string[] arguments = program switch
        {
            "ncat" =>
            [
                "-4",
                "-l",
                "--proxy-type",
                "http",
                .. login is null ? (string[])[] : ["--proxy-auth", login],
                "0",
            ],
            "tinyproxy" => ["-d", "-c", configuration],
            "microsocks" =>
            [
                "-i",
                "127.0.0.1",
                "-p",
                "0",
                .. user is [var name, var pass] ? ["-u", name, "-P", pass] : (string[])[],
            ],
            "danted" => ["-f", configuration],
            _ => throw new ArgumentOutOfRangeException(nameof(program)),
        };
        var process = RunningProcess.Start(program, arguments);
        int port = await process.UntilAsync(SocketTable.PortOfAsync(process, Transport.Tcp4));
        return new ProxyServer(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static string Tinyproxy(string? login) =>
        $"""
            Port {FreePort()}
            Listen 127.0.0.1
            Timeout 60
            MaxClients 20
            {(login is null ? "" : $"BasicAuth {login.Replace(':', ' ')}")}

            """;

    private static string Danted() =>
        $$"""
            logoutput: /dev/null
            internal: 127.0.0.1 port = {{FreePort()}}
            external: lo
            socksmethod: none
            clientmethod: none
            user.privileged: {{Environment.UserName}}
            user.unprivileged: {{Environment.UserName}}
            client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
            socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }

            """;

    /// <summary>For those that take no 0.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
