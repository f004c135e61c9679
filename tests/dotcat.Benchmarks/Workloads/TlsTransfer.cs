using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>The same certificate for all of them, which none verifies; for those that speak TLS.</summary>
internal sealed class TlsTransfer(string title, MemoryFile file, Certificate certificate) : Transfer(title, file)
{
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
            ? OverTls(contender.Receive(endpoint), $",cert={certificate.File},key={certificate.KeyFile},verify=0")
            :
            [
                .. contender.Receive(endpoint),
                "--ssl",
                "--ssl-cert",
                certificate.File,
                "--ssl-key",
                certificate.KeyFile,
            ];

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
