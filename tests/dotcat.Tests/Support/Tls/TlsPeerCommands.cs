namespace Dotcat.Tests.Support.Tls;

/// <summary>How each peer is told to speak TLS on 127.0.0.1, in its own words.</summary>
internal static class TlsPeerCommands
{
    /// <summary>Long enough that socat never ends while the other direction still moves.</summary>
    private const string SocatPatience = "60";

    extension(TlsPeer peer)
    {
        /// <summary>Starts it as the server that the files are for, and waits until it listens.</summary>
        public async Task<(RunningProcess Process, int Port)> ListenAsync(TlsFiles files)
        {
            string[] arguments = peer switch
            {
                TlsPeer.Ncat =>
                [
                    "-l",
                    "--ssl",
                    "--ssl-cert",
                    files.CertificateFile,
                    "--ssl-key",
                    files.KeyFile,
                    "127.0.0.1",
                    "0",
                ],
                TlsPeer.OpenSsl =>
                [
                    "s_server",
                    "-quiet",
                    "-naccept",
                    "1",
                    "-accept",
                    "127.0.0.1:0",
                    "-cert",
                    files.CertificateFile,
                    "-key",
                    files.KeyFile,
                ],
                TlsPeer.Socat =>
                [
                    "-t",
                    SocatPatience,
                    "-",
                    $"OPENSSL-LISTEN:0,bind=127.0.0.1,cert={files.CertificateFile},key={files.KeyFile},verify=0",
                ],
                _ => ["-l", .. files.Server, "127.0.0.1", "0"],
            };
            RunningProcess process = peer.Start(arguments);
            return (process, await process.UntilAsync(SocketTable.PortOfAsync(process, Transport.Tcp4)));
        }

        /// <summary>Starts it as a client that verifies the server, as far as it can.</summary>
        public RunningProcess Connect(int port, TlsFiles files) =>
            peer.Start(
                peer switch
                {
                    TlsPeer.Ncat =>
                    [
                        "--ssl-verify",
                        "--ssl-trustfile",
                        files.TrustFile,
                        "--ssl-servername",
                        "localhost",
                        "127.0.0.1",
                        $"{port}",
                    ],
                    TlsPeer.OpenSsl =>
                    [
                        "s_client",
                        "-quiet",
                        "-verify_return_error",
                        "-CAfile",
                        files.TrustFile,
                        "-verify_hostname",
                        "localhost",
                        "-connect",
                        $"127.0.0.1:{port}",
                    ],
                    TlsPeer.Socat =>
                    [
                        "-t",
                        SocatPatience,
                        "-",
                        $"OPENSSL:127.0.0.1:{port},cafile={files.TrustFile},commonname=localhost",
                    ],
                    _ => [.. files.Client, "127.0.0.1", $"{port}"],
                }
            );

        private RunningProcess Start(string[] arguments)
        {
            string program = peer switch
            {
                TlsPeer.Ncat => "ncat",
                TlsPeer.OpenSsl => "openssl",
                TlsPeer.Socat => "socat",
                _ => Tool.Path,
            };
            if (peer != TlsPeer.Dotcat)
            {
                Peers.Require(program);
            }

            return RunningProcess.Start(program, arguments);
        }
    }
}
