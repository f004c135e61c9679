using Dotcat.Reporting;
using Dotcat.Services.Scanning;

namespace Dotcat.Tests.Unit.Services.Scanning;

public sealed class ScannerTests : IDisposable
{
    private readonly FakeProbe _probe = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Results_ComeInOrder_EachAsSoonAsThoseBeforeAreKnown()
    {
        await using IAsyncEnumerator<IReadOnlyList<PortResult>> results = Run([10, 20, 30, 40], concurrency: 4);
        ValueTask<bool> next = results.MoveNextAsync();
        await _probe.BegunAsync(4);

        _probe.Know(30, PortState.Filtered);
        _probe.Know(20, PortState.Closed);
        Assert.False(next.IsCompleted);
        _probe.Know(10, PortState.Open);

        List<PortResult> all = await TakeAsync(next, results, 3);
        Assert.Equal([new(10, PortState.Open), new(20, PortState.Closed), new(30, PortState.Filtered)], all);
        _probe.Know(40, PortState.OpenOrFiltered);
        Assert.True(await results.MoveNextAsync());
        Assert.Equal([new(40, PortState.OpenOrFiltered)], results.Current);
        Assert.False(await results.MoveNextAsync());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tries_AreNeverMoreThanAllowed_AndTheNextBeginsWhenOneEnds()
    {
        await using IAsyncEnumerator<IReadOnlyList<PortResult>> results = Run([1, 2, 3, 4, 5], concurrency: 2);
        ValueTask<bool> next = results.MoveNextAsync();
        await _probe.BegunAsync(2);

        _probe.Know(2, PortState.Closed); // the later one; the first holds nobody up
        await _probe.BegunAsync(3);
        _probe.Know(3, PortState.Closed);
        await _probe.BegunAsync(4);
        _probe.Know(4, PortState.Closed);
        await _probe.BegunAsync(5);
        _probe.Know(5, PortState.Closed);
        Assert.False(next.IsCompleted);
        _probe.Know(1, PortState.Closed);

        Assert.Equal(5, (await TakeAsync(next, results, 5)).Count);
        Assert.Equal(2, _probe.Most);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_EndsAllOfIt()
    {
        await using IAsyncEnumerator<IReadOnlyList<PortResult>> results = Run([1, 2, 3], concurrency: 2);
        ValueTask<bool> next = results.MoveNextAsync();
        await _probe.BegunAsync(2);

        _probe.Fail(2, new DotcatException("the proxy is gone", ExitCode.Failed));

        await Assert.ThrowsAsync<DotcatException>(() => next.AsTask());
        Assert.Equal(2, _probe.Begun.Count);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelling_EndsIt_AndNoTryGoesOn()
    {
        await using IAsyncEnumerator<IReadOnlyList<PortResult>> results = Run([1, 2, 3], concurrency: 3);
        ValueTask<bool> next = results.MoveNextAsync();
        await _probe.BegunAsync(3);

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.AsTask());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ManyThatAreKnownAtOnce_AreAllTold()
    {
        int[] ports = [.. Enumerable.Range(1, 65535)];
        using var scanner = new Scanner(new KnownProbe(), concurrency: 64);
        var told = new List<PortResult>();
        await foreach (IReadOnlyList<PortResult> known in scanner.RunAsync(ports, _stop.Token))
        {
            told.AddRange(known);
        }

        Assert.Equal(ports.Select(KnownProbe.Result), told);
    }

    [Fact]
    public void Probe_GoesWithIt()
    {
        new Scanner(_probe, 1).Dispose();

        Assert.True(_probe.IsDisposed);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _probe.Dispose();
    }

    private IAsyncEnumerator<IReadOnlyList<PortResult>> Run(int[] ports, int concurrency) =>
        new Scanner(_probe, concurrency).RunAsync(ports, _stop.Token).GetAsyncEnumerator();

    private static async Task<List<PortResult>> TakeAsync(
        ValueTask<bool> first,
        IAsyncEnumerator<IReadOnlyList<PortResult>> results,
        int count
    )
    {
        Assert.True(await first);
        List<PortResult> all = [.. results.Current];
        while (all.Count < count)
        {
            Assert.True(await results.MoveNextAsync());
            all.AddRange(results.Current);
        }

        return all;
    }

    private sealed class KnownProbe : IProbe
    {
        public static PortResult Result(int port) => new(port, (PortState)(port % 4));

        public ValueTask<PortState> ProbeAsync(int port, CancellationToken cancellation) =>
            ValueTask.FromResult(Result(port).State);

        public void Dispose() { }
    }
}
