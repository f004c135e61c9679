using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>Tries ports, several at the same time if need be.</summary>
internal interface IProbe : IDisposable
{
    /// <summary>What is known of a port in the end. Once it is cancelled, that means nothing.</summary>
    /// <exception cref="DotcatException">Something failed that says nothing of the port.</exception>
    public ValueTask<PortState> ProbeAsync(int port, CancellationToken cancellation);
}
