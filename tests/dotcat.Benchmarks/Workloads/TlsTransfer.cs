using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>The same certificate for all of them, which none verifies; for those that speak TLS.</summary>
internal sealed class TlsTransfer : Transfer
{
    private readonly string _certificate;
    private readonly string _key;

    /// <summary>The certificate comes to be in the folder.</summary>
    public TlsTransfer(string title, MemoryFile file, string folder)
        : base(title, file)
    {
        _certificate = Path.Combine(folder, "tls.pem");
        _key = Path.Combine(folder, "tls.key");
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        System.IO.File.WriteAllText(_certificate, made.ExportCertificatePem());
        System.IO.File.WriteAllText(_key, key.ExportPkcs8PrivateKeyPem());
    }

    public override bool IsFor(Contender contender) => contender is DotcatTool or Ncat or Socat;

    public override double[] Measure(Contender contender)
    {
        var asked = new Endpoint(0);
        using var receiver = Child.Start(Receive(contender, asked), NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(receiver, asked);
        using SafeFileHandle input = File.Open();
        using var sender = Child.Start(Send(contender, endpoint), input, NullDevice.Handle, Limit);
        return Figures(sender, receiver, receiverMayComplain: contender is Ncat); // of itself, which sends no close_notify
    }

    private string[] Receive(Contender contender, Endpoint endpoint) =>
        contender is Socat
            ? OverTls(contender.Receive(endpoint), $",cert={_certificate},key={_key},verify=0")
            : [.. contender.Receive(endpoint), "--ssl", "--ssl-cert", _certificate, "--ssl-key", _key];

    private static string[] Send(Contender contender, Endpoint endpoint) =>
        contender is Socat ? OverTls(contender.Send(endpoint), ",verify=0") : [.. contender.Send(endpoint), "--ssl"];

    /// <summary>socat's command with its address of TCP made one of TLS.</summary>
    private static string[] OverTls(string[] command, string options) =>
        [
            .. command.Select(word =>
                word.StartsWith("TCP4", StringComparison.Ordinal) ? $"OPENSSL{word["TCP4".Length..]}{options}" : word
            ),
        ];
}
