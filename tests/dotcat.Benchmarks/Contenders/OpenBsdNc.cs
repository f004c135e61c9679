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

    public override string[] ReceiveDatagrams() => [program, "-d", "-lu", Endpoint.Host, "0"];
}
