using System.Text;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>Tells what a scan has found: ports on standard output, the sum on stderr.</summary>
/// <param name="target">What is scanned.</param>
/// <param name="output">Standard output.</param>
/// <param name="isVerbose">Whether each port is to be seen, and not only those that are open.</param>
/// <param name="reporter">Told of the same.</param>
internal sealed class ScanReport(ScanTarget target, Channel output, bool isVerbose, Reporter reporter)
{
    /// <summary>Of a single port, the exit code says all.</summary>
    private readonly bool _writes = target.IsWritten && (isVerbose || target.Ports.Count > 1);

    /// <summary>Completes when nobody reads what it writes any more; never where it writes nothing.</summary>
    public Task WaitUntilGoneAsync(CancellationToken cancellation) =>
        _writes && output.Delivery is { } delivery
            ? delivery.WaitUntilGoneAsync(cancellation)
            : Task.Delay(Timeout.Infinite, cancellation);

    /// <exception cref="IOException">Standard output cannot be written to.</exception>
    public async Task TellAsync(IEnumerable<PortResult> results, CancellationToken cancellation)
    {
        var lines = new StringBuilder();
        foreach (PortResult result in results)
        {
            bool isSeen = _writes && (isVerbose || result.IsReached);
            if (!isSeen && !reporter.TellsAll)
            {
                continue; // a name for each of tens of thousands of ports takes its time
            }

            (int port, PortState state) = result;
            string? service = target.Service(port);
            reporter.Tell(new Event.Port(target.Whole(port), target.Protocol, state, service));
            if (isSeen)
            {
                lines.Append(Messages.Port(target.Short(port), state, service)).Append('\n');
            }
        }

        if (lines.Length > 0)
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancellation);
        }
    }

    /// <param name="results">All of them.</param>
    /// <param name="duration">How long it took, all tries together.</param>
    public void Sum(IReadOnlyList<PortResult> results, TimeSpan duration)
    {
        IEnumerable<KeyValuePair<PortState, int>> states = results.CountBy(static result => result.State);
        reporter.Say(Verbosity.Events, Messages.Scanned(states.OrderBy(static one => one.Key), duration));
    }
}
