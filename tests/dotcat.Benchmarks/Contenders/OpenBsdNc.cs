using System.Diagnostics;
using Dotcat.Benchmarks.Network;

namespace Dotcat.Benchmarks.Contenders;

internal sealed class OpenBsdNc(string program) : Contender("OpenBSD nc")
{
    public override string[] Help => [program, "-h"];

    public override string[] Receive(Endpoint endpoint) =>
        endpoint.UnixPath is { } path
            ? [program, "-d", "-lU", path]
            : [program, "-d", "-l", Endpoint.Host, endpoint.PortText];

    public override string[] Send(Endpoint endpoint) =>
        endpoint.UnixPath is { } path ? [program, "-N", "-U", path] : [program, "-N", Endpoint.Host, endpoint.PortText];

    public override string[] Talk(Endpoint endpoint) => Send(endpoint);

    public override string[] Scan => [program, "-z", Endpoint.Host, Workloads.Scan.Ports];

    /// <summary>By what users put in front of it.</summary>
    public override (string[], string)? SendWith(Extra extra, Endpoint endpoint, string record)
    {
        (string filter, string needs) = extra switch
        {
            Extra.Progress => ("pv", "pv"),
            Extra.Rate => ("pv -q -L 100g", "pv"),
            Extra.Record => ($"tee {record}", "tee"),
            Extra.Digest => ("tee >(sha256sum >/dev/null)", "sha256sum"),
            _ => throw new UnreachableException(),
        };
        return (["/bin/bash", "-c", $"{filter} | {string.Join(' ', Send(endpoint))}"], needs);
    }

    public override string[] ReceiveDatagrams() => [program, "-d", "-lu", Endpoint.Host, "0"];
}
