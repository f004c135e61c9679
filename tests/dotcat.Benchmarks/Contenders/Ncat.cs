using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

internal sealed class Ncat(string program) : Contender("ncat")
{
    public override string[] Help => [program, "--help"];

    public override string[] Receive(Endpoint endpoint) =>
        endpoint.UnixPath is { } path
            ? [program, "-lU", path, "--recv-only"]
            : [program, "-l", Endpoint.Host, endpoint.PortText, "--recv-only"];

    public override string[] Send(Endpoint endpoint) =>
        endpoint.UnixPath is { } path
            ? [program, "-U", path, "--send-only"]
            : [program, Endpoint.Host, endpoint.PortText, "--send-only"];

    public override string[] Talk(Endpoint endpoint) => [program, Endpoint.Host, endpoint.PortText];

    public override (string[], string)? SendWith(Extra extra, Endpoint endpoint, string record) =>
        extra is Extra.Record ? ([.. Send(endpoint), "-o", record], program) : null;

    public override string[] ReceiveDatagrams() => [program, "-lu", Endpoint.Host, "0", "--recv-only"];

    public override string[] ServeAll => [program, "-lk", "-m", "100000", Endpoint.Host, "0"];

    public override string[] EchoAll => [program, "-lk", "-m", "10000", "-e", "/bin/cat", Endpoint.Host, "0"];

    public override string[] Broker => [program, "-l", "--broker", Endpoint.Host, "0"];

    public override string[] Refuse =>
        [program, "-lk", "--deny", Endpoint.LoopbackNetwork, "-e", "/bin/cat", Endpoint.Host, "0"];
}
