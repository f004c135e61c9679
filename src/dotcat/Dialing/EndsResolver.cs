using System.Net;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>Looks up both ends of a connection that is to be made.</summary>
/// <param name="options">Where to, and from where.</param>
/// <param name="reporter">Told of what is looked up.</param>
/// <param name="resolve">Gives the addresses of a name; null for the system's look-up.</param>
internal sealed class EndsResolver(
    DialOptions options,
    Reporter reporter,
    Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>>? resolve = null
)
{
    private readonly Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>> _resolve =
        resolve ?? new HostResolver(options.Family, options.NumericOnly).ResolveAsync;

    /// <summary>The addresses to try, in that order, and the one to try them from, null for the system's choice.</summary>
    /// <exception cref="DotcatException">There are none, or none that can be reached from there.</exception>
    public async Task<(IReadOnlyList<IPAddress> Targets, IPAddress? Source)> ResolveAsync(
        CancellationToken cancellation
    )
    {
        IReadOnlyList<IPAddress> sources = options.SourceHost is { } host ? await _resolve(host, cancellation) : [];
        IPAddress? source = sources.Count > 0 ? sources[0] : null;
        if (!IPAddress.TryParse(options.Host, out _))
        {
            reporter.Tell(new Event.Resolving(options.Host));
        }

        IReadOnlyList<IPAddress> addresses = await _resolve(options.Host, cancellation);
        if (source is null)
        {
            return (addresses, null);
        }

        // A source address of one family can reach only targets of that family.
        IPAddress[] reachable = [.. addresses.Where(address => address.AddressFamily == source.AddressFamily)];
        return reachable.Length > 0
            ? (reachable, source)
            : throw new DotcatException(
                Messages.FamiliesDiffer(options.Host, options.SourceHost!),
                ExitCode.NothingTried
            );
    }
}
