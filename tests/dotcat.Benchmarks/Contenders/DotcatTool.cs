using System.Diagnostics;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>Known by the command that stands for it: a program, or dotnet and an assembly.</summary>
internal sealed class DotcatTool(string name, string[] program) : Contender(name)
{
    private readonly Lazy<string> _help = new(() => Command.Says([.. program, "--help"]));

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

    public override string[]? Forward(Endpoint target, bool all) =>
        Has("--to")
            ? [.. program, all ? "-lk" : "-l", Endpoint.Host, "0", "--to", $"{Endpoint.Host}:{target.Port}"]
            : null;

    public override string[]? ForwardTls(Endpoint target, string certificate, string key) =>
        Forward(target, all: false) is { } forward ? [.. forward, "--tls-cert", certificate, "--tls-key", key] : null;

    public override string[]? Scan => Has("-z") ? [.. program, "-z", Endpoint.Host, Workloads.Scan.Ports] : null;

    public override (string[], string)? SendWith(Extra extra, Endpoint endpoint, string record)
    {
        string[] words = extra switch
        {
            Extra.Progress => ["--progress"],
            Extra.Rate => ["--rate", "100G"],
            Extra.Record => ["-o", record],
            Extra.Digest => ["--digest"],
            _ => throw new UnreachableException(),
        };
        return Has(words[0]) ? ([.. Send(endpoint), .. words], program[0]) : null;
    }

    public override string[] Refuse =>
        [.. program, "-lk", "--deny", Endpoint.LoopbackNetwork, "--echo", Endpoint.Host, "0"];

    /// <summary>An earlier build may not have the option.</summary>
    private bool Has(string option) => _help.Value.Contains($" {option}", StringComparison.Ordinal);
}
