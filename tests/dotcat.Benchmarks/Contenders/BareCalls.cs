using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>A program compiled from reference.c.</summary>
internal sealed class BareCalls(string program) : Contender("bare calls in C")
{
    public override string[] Help => [program, "help"];

    public override string[] Receive(Endpoint endpoint) => [program, "receive", .. Address(endpoint)];

    public override string[] Send(Endpoint endpoint) => [program, "send", .. Address(endpoint)];

    public override string[] Talk(Endpoint endpoint) => [program, "talk", endpoint.PortText];

    public override string[] ReceiveDatagrams() => [program, "datagrams", "0"];

    public override string[]? Forward(Endpoint target, bool all) =>
        all ? null : [program, "forward", "0", target.PortText];

    public override string[] EchoAll => [program, "echo", "0"];

    private static string[] Address(Endpoint endpoint) =>
        endpoint.UnixPath is { } path ? ["unix", path] : ["tcp", endpoint.PortText];
}
