namespace Dotcat.Benchmarks.Network;

/// <summary>Where a listener listens: a Unix socket, or a port on loopback, 0 for one that the system chooses.</summary>
internal sealed record Endpoint(int Port, string? UnixPath = null)
{
    public const string Host = "127.0.0.1";
    public const string LoopbackNetwork = "127.0.0.0/8";

    public bool IsUnix => UnixPath is not null;

    public string PortText => $"{Port}";
}
