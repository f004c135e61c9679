using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Support.Proxies;

/// <summary>haproxy or nginx in front of a server, or as one that tells what a PROXY header has said to it.</summary>
internal sealed class ReverseProxy : IAsyncDisposable
{
    private readonly RunningProcess _process;
    private readonly TemporaryFolder _folder;

    private ReverseProxy(RunningProcess process, TemporaryFolder folder, EndPoint endPoint)
    {
        _process = process;
        _folder = folder;
        EndPoint = endPoint;
    }

    public EndPoint EndPoint { get; }

    /// <summary>One that passes connections on, each with a header in front of it.</summary>
    /// <param name="program">haproxy or nginx, which knows version 1 only.</param>
    /// <param name="transport">What it listens with.</param>
    /// <param name="server">Where to.</param>
    /// <param name="version">Of the header.</param>
    public static Task<ReverseProxy> PassAsync(string program, Transport transport, EndPoint server, string version) =>
        StartAsync(
            program,
            transport,
            address =>
                program == "haproxy"
                    ? Haproxy(
                        $"""
                        listen all
                          mode tcp
                          bind {address}
                          server one {AddressOf(server)} send-proxy{(version == "2" ? "-v2" : "")}

                        """
                    )
                    : Nginx($"listen {address}; proxy_protocol on; proxy_pass {AddressOf(server)};")
        );

    /// <summary>
    /// One that reads a header and answers a request, which nginx waits for none of, with both addresses:
    /// <c>192.0.2.1 50000 192.0.2.2 443</c>.
    /// </summary>
    public static Task<ReverseProxy> TellAsync(string program, Transport transport) =>
        StartAsync(
            program,
            transport,
            address =>
                program == "haproxy"
                    ? Haproxy(
                        $"""
                        frontend all
                          mode http
                          bind {address} accept-proxy
                          http-request return status 200 content-type text/plain lf-string "%[src] %[src_port] %[dst] %[dst_port]"

                        """
                    )
                    : Nginx(
                        $"listen {address} proxy_protocol; return \"$proxy_protocol_addr $proxy_protocol_port"
                            + " $proxy_protocol_server_addr $proxy_protocol_server_port\";"
                    )
        );

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<ReverseProxy> StartAsync(
        string program,
        Transport transport,
        Func<string, string> configure
    )
    {
        Peers.Require(program);
        var folder = new TemporaryFolder();
        EndPoint endPoint = transport.IsUnix
            ? UnixAddress.ToEndPoint(folder.File("s"))
            : new IPEndPoint(transport.Loopback, ProxyServer.FreePort());
        string configuration = folder.Write("configuration", configure(AddressOf(endPoint)));
        string[] arguments =
            program == "haproxy"
                ? ["-db", "-f", configuration]
                : ["-p", folder.Path, "-e", "stderr", "-c", configuration];
        var process = RunningProcess.Start(program, arguments);
        await process.UntilAsync(UntilListeningAsync(process, transport, endPoint));
        return new ReverseProxy(process, folder, endPoint);
    }

    private static async Task<bool> UntilListeningAsync(RunningProcess process, Transport transport, EndPoint endPoint)
    {
        if (transport.IsUnix)
        {
            // haproxy listens under another name first, and then gives it this one
            await Eventually.TrueAsync(() => IsAnswered(endPoint), $"an answer at {endPoint}");
        }
        else
        {
            await SocketTable.PortOfAsync(process, transport);
        }

        return true;
    }

    private static bool IsAnswered(EndPoint endPoint)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(endPoint);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string AddressOf(EndPoint endPoint) => endPoint is IPEndPoint ? $"{endPoint}" : $"unix:{endPoint}";

    private static string Haproxy(string sections) =>
        $"""
            defaults
              timeout connect 30s
              timeout client 30s
              timeout server 30s
            {sections.Replace("unix:", "unix@", StringComparison.Ordinal)}
            """;

    private static string Nginx(string server) =>
        $$"""
            daemon off;
            master_process off;
            pid pid;
            load_module /usr/lib/nginx/modules/ngx_stream_module.so;
            error_log stderr;
            events { }
            stream { server { {{server}} } }

            """;
}
