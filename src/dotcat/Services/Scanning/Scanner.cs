using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dotcat.Reporting;

namespace Dotcat.Services.Scanning;

/// <summary>Tries many ports, several at the same time, and tells of them in their order.</summary>
/// <param name="probe">Tries a port; owned by this.</param>
/// <param name="concurrency">How many at a time; at least 1.</param>
internal sealed class Scanner(IProbe probe, int concurrency) : IDisposable
{
    public void Dispose() => probe.Dispose();

    /// <summary>Each result as soon as those of all ports before it are known, with the others that are known by then.</summary>
    /// <remarks>It ends with the first probe that throws, and when nobody listens to it any more.</remarks>
    public async IAsyncEnumerable<IReadOnlyList<PortResult>> RunAsync(
        IReadOnlyList<int> ports,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var results = Channel.CreateUnbounded<(int Index, PortState State)>(
            new UnboundedChannelOptions { SingleReader = true }
        );
        int taken = 0;
        int working = Math.Min(concurrency, ports.Count);
        Task[] workers = [.. Enumerable.Range(0, working).Select(_ => Task.Run(WorkAsync, CancellationToken.None))];
        try
        {
            var states = new PortState?[ports.Count];
            int told = 0;
            while (await results.Reader.WaitToReadAsync(cancellation))
            {
                while (results.Reader.TryRead(out (int Index, PortState State) result))
                {
                    states[result.Index] = result.State;
                }

                var known = new List<PortResult>();
                for (; told < ports.Count && states[told] is { } state; told++)
                {
                    known.Add(new PortResult(ports[told], state));
                }

                if (known.Count > 0)
                {
                    yield return known;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(workers);
        }

        async Task WorkAsync()
        {
            try
            {
                for (int index; (index = Interlocked.Increment(ref taken) - 1) < ports.Count; )
                {
                    PortState state = await probe.ProbeAsync(ports[index], stop.Token);
                    stop.Token.ThrowIfCancellationRequested();
                    results.Writer.TryWrite((index, state));
                    await Task.Yield(); // who tells the results is to have a thread, too, where none has to be waited for
                }

                if (Interlocked.Decrement(ref working) == 0)
                {
                    results.Writer.TryComplete();
                }
            }
#pragma warning disable CA1031 // whoever reads the results gets it
            catch (Exception e)
#pragma warning restore CA1031
            {
                results.Writer.TryComplete(e);
            }
        }
    }
}
