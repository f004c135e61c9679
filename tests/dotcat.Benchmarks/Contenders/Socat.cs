using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>With options in front of its addresses: the size of its buffer.</summary>
internal sealed class Socat(string name, string program, string[] options) : Contender(name)
{
    public override string[] Help => [program, "-h"];

    public override string[] Receive(Endpoint endpoint) =>
        [
            program,
            .. options,
            "-u",
            endpoint.UnixPath is { } path ? $"UNIX-LISTEN:{path}" : $"TCP4-LISTEN:{endpoint.Port},bind={Endpoint.Host}",
            "STDOUT",
        ];

    public override string[] Send(Endpoint endpoint) => [program, .. options, "-u", "STDIN", Peer(endpoint)];

    public override string[] Talk(Endpoint endpoint) => [program, .. options, "STDIO", Peer(endpoint)];

    public override string[] ReceiveDatagrams() =>
        [program, .. options, "-u", $"UDP4-RECV:0,bind={Endpoint.Host}", "STDOUT"];

    public override string[] EchoAll =>
        [program, .. options, $"TCP4-LISTEN:0,bind={Endpoint.Host},backlog=128,fork", "EXEC:/bin/cat"];

    public override string[] Forward(Endpoint target, bool all) =>
        [program, .. options, $"TCP4-LISTEN:0,bind={Endpoint.Host},backlog=128{(all ? ",fork" : "")}", Peer(target)];

    public override string[] ForwardTls(Endpoint target, string certificate, string key) =>
        [
            program,
            .. options,
            $"OPENSSL-LISTEN:0,bind={Endpoint.Host},cert={certificate},key={key},verify=0",
            Peer(target),
        ];

    private static string Peer(Endpoint endpoint) =>
        endpoint.UnixPath is { } path ? $"UNIX-CONNECT:{path}" : $"TCP4:{Endpoint.Host}:{endpoint.Port}";
}
