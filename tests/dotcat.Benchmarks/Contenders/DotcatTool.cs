using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>Known by the command that stands for it: a program, or dotnet and an assembly.</summary>
internal sealed class DotcatTool(string name, string[] program) : Contender(name)
{
    public override string[] Help => [.. program, "--help"];

    public override string[] Receive(Endpoint endpoint) =>
        endpoint.UnixPath is { } path
            ? [.. program, "-lU", path, "--recv-only"]
            : [.. program, "-l", Endpoint.Host, endpoint.PortText, "--recv-only"];

    public override string[] Send(Endpoint endpoint) =>
        endpoint.UnixPath is { } path
            ? [.. program, "-U", path, "--send-only"]
            : [.. program, Endpoint.Host, endpoint.PortText, "--send-only"];

    public override string[] Talk(Endpoint endpoint) => [.. program, Endpoint.Host, endpoint.PortText];

    public override string[] ReceiveDatagrams() => [.. program, "-lu", Endpoint.Host, "0", "--recv-only"];

    public override string[] ServeAll => [.. program, "-lk", Endpoint.Host, "0"];

    public override string[] EchoAll => [.. program, "-lk", "--echo", Endpoint.Host, "0"];

    public override string[] Broker => [.. program, "--broker", Endpoint.Host, "0"];

    public override string[] Refuse =>
        [.. program, "-lk", "--deny", Endpoint.LoopbackNetwork, "--echo", Endpoint.Host, "0"];
}
