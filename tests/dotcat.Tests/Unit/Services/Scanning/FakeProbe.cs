using Dotcat.Reporting;
using Dotcat.Services.Scanning;

namespace Dotcat.Tests.Unit.Services.Scanning;

/// <summary>Ports whose states the test says, when it likes.</summary>
internal sealed class FakeProbe : IProbe
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<PortState>> _ports = [];
    private readonly List<int> _begun = [];

    public bool IsDisposed { get; private set; }

    /// <summary>The most tries at the same time.</summary>
    public int Most { get; private set; }

    private int Running { get; set; }

    /// <summary>The ports that have been tried, in that order.</summary>
    public IReadOnlyList<int> Begun
    {
        get
        {
            lock (_gate)
            {
                return [.. _begun];
            }
        }
    }

    public async ValueTask<PortState> ProbeAsync(int port, CancellationToken cancellation)
    {
        Task<PortState> state;
        lock (_gate)
        {
            _begun.Add(port);
            Most = Math.Max(Most, ++Running);
            state = Of(port).Task;
        }

        try
        {
            return await state.WaitAsync(cancellation);
        }
        finally
        {
            lock (_gate)
            {
                Running--;
            }
        }
    }

    public void Know(int port, PortState state)
    {
        lock (_gate)
        {
            Of(port).SetResult(state);
        }
    }

    public void Fail(int port, Exception failure)
    {
        lock (_gate)
        {
            Of(port).SetException(failure);
        }
    }

    public Task BegunAsync(int count) => Eventually.TrueAsync(() => Begun.Count == count, $"{count} tries");

    public void Dispose() => IsDisposed = true;

    private TaskCompletionSource<PortState> Of(int port)
    {
        if (!_ports.TryGetValue(port, out TaskCompletionSource<PortState>? state))
        {
            state = new TaskCompletionSource<PortState>(TaskCreationOptions.RunContinuationsAsynchronously);
            _ports.Add(port, state);
        }

        return state;
    }
}
