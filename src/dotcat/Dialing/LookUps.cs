using System.Collections.Concurrent;
using System.Net;

namespace Dotcat.Dialing;

/// <summary>Looks each name up once, for a run that needs it many times.</summary>
internal sealed class LookUps(Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>> resolve)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<IPAddress>>>> _begun = new();

    /// <inheritdoc cref="HostResolver.ResolveAsync"/>
    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation) =>
        _begun
            .GetOrAdd(
                host,
                host => new Lazy<Task<IReadOnlyList<IPAddress>>>(() => resolve(host, CancellationToken.None))
            )
            .Value.WaitAsync(cancellation);
}
