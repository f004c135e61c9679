using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>What is scanned.</summary>
/// <param name="Name">A host, or the path of a Unix socket.</param>
/// <param name="Ports">In the order to tell of them, 1 to 65535; 0 alone for a Unix socket.</param>
/// <param name="Protocol">One of <see cref="Channels.Protocol"/>.</param>
internal sealed record ScanTarget(string Name, IReadOnlyList<int> Ports, string Protocol)
{
    /// <summary>Limit for one port.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    /// <summary>The same over UDP, where a port that is open may have nothing to answer.</summary>
    public static readonly TimeSpan DatagramWait = TimeSpan.FromSeconds(2);

    /// <summary>The most ports to try at the same time; null for as many as is good.</summary>
    public int? AtOnce { get; init; }

    /// <summary>Whether what is found stands on standard output.</summary>
    public bool IsWritten { get; init; } = true;

    private bool IsUnix => Ports is [0];

    /// <summary>What the line of a result calls it: <c>22/tcp</c>, <c>/run/x.sock</c>.</summary>
    public string Short(int port) => IsUnix ? Name : $"{port}/{Protocol}";

    /// <summary>The whole of it: <c>127.0.0.1:22</c>, <c>/run/x.sock</c>.</summary>
    public string Whole(int port) => IsUnix ? Name : Addresses.Join(Name, port);

    /// <summary>What the system calls such a port; null for a Unix socket.</summary>
    public string? Service(int port) => IsUnix ? null : ServiceNames.NameOf(port, Protocol) ?? Messages.UnknownPort;
}
