using System.Text;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary>A service with standard streams and peers of the test.</summary>
internal sealed class ServiceRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly List<Task<ExitCode>> _served = [];
    private readonly Service _service;
    private readonly ServiceOptions _options;
    private readonly Reporter _reporter;
    private bool _disposed;
    private int _ended;

    public ServiceRun(
        Func<MemoryChannel, ServiceOptions, Reporter, TimeProvider, Service> open,
        ServiceOptions options,
        Verbosity verbosity = Verbosity.Quiet,
        MemoryChannel? stdio = null
    )
    {
        Stdio = stdio ?? new MemoryChannel();
        _reporter = new Reporter(_stderr, verbosity);
        _options = options;
        _service = open(Stdio, options, _reporter, Time);
        _service.Start(_stop.Token);
    }

    public MemoryChannel Stdio { get; }

    public ManualTime Time { get; } = new();

    public Task<ExitCode> Over => _service.Over;

    /// <summary>How many peers have ended, and are only kept.</summary>
    public int Kept => Volatile.Read(ref _ended);

    /// <summary>What was said so far, without the tool's name.</summary>
    public string[] Said =>
        [
            .. _stderr
                .ToString()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(static line => line[Messages.Prefix.Length..]),
        ];

    /// <summary>A peer that is being served.</summary>
    public MemoryChannel Meet() => Meet(new MemoryChannel());

    public MemoryChannel Meet(MemoryChannel peer)
    {
        Task<Conversation?> serving = _service.ServeAsync(peer, () => Interlocked.Increment(ref _ended), _stop.Token);
        _served.Add(serving.ToldAsync(_reporter, _options.KeepOpen));
        return peer;
    }

    /// <summary>How the peer that was met so many before ended.</summary>
    public Task<ExitCode> Served(int peer) => _served[peer];

    /// <summary>What standard input says, once it was passed on to the peers' outboxes.</summary>
    public Task TypeAsync(string text) => Stdio.Arrive(Encoding.UTF8.GetBytes(text));

    /// <summary>Ends the run as a signal does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_served);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stop.CancelAsync();
        await Task.WhenAll(_served);
        await _service.DisposeAsync();
        _stop.Dispose();
        await _stderr.DisposeAsync();
    }
}
