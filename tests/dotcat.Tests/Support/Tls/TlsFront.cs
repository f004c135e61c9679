namespace Dotcat.Tests.Support.Tls;

/// <summary>socat that takes TLS from clients for a server without it.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly RunningProcess _process;

    private TlsFront(RunningProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Port { get; }

    public static async Task<TlsFront> StartAsync(int plainPort, TlsFiles files)
    {
        Peers.Require("socat");
        var process = RunningProcess.Start(
            "socat",
            $"OPENSSL-LISTEN:0,bind=127.0.0.1,fork,cert={files.CertificateFile},key={files.KeyFile},verify=0",
            $"TCP4:127.0.0.1:{plainPort}"
        );
        return new TlsFront(process, await process.UntilAsync(SocketTable.PortOfAsync(process, Transport.Tcp4)));
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
