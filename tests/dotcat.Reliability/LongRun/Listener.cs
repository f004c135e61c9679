using System.Net;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.LongRun;

/// <summary>A listener, and those who come to it.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly Traffic _traffic;
    private readonly ToolProcess _tool;
    private readonly Task _showing;

    public Listener(Traffic traffic)
    {
        _traffic = traffic;
        _tool = ToolProcess.Start([.. traffic.Arguments, "127.0.0.1", "0"]);
        _showing = _tool.Output.CopyToAsync(Stream.Null); // of a chat
    }

    public Volume Volume => _traffic.Volume;

    /// <inheritdoc cref="Traffic.KeptDescriptors"/>
    public int KeptDescriptors => _traffic.KeptDescriptors;

    public Sample Now => Sample.Of(_tool.Id, 0);

    /// <summary>Has clients come for so long, and looks at it meanwhile.</summary>
    /// <exception cref="BrokenException">One of them was not served as it should be.</exception>
    public async Task<IReadOnlyList<Sample>> ServeAsync(TimeSpan duration, int seed, CancellationToken limit)
    {
        var address = new IPEndPoint(IPAddress.Loopback, await _tool.PortAsync(limit));
        using var over = new CancellationTokenSource(duration);
        Task serving = _traffic.RunAsync(address, seed, over.Token, limit);
        IReadOnlyList<Sample> samples = await Watch.RunAsync(_tool.Id, serving);
        await serving;
        return samples;
    }

    /// <summary>Ends it, as a user does.</summary>
    public async Task EndAsync(CancellationToken limit)
    {
        _ = ProcessSignals.Send(_tool.Id, ProcessSignals.Terminate);
        await _tool.ExpectExitAsync(128 + ProcessSignals.Terminate, limit);
        await _showing;
    }

    public async ValueTask DisposeAsync()
    {
        await _tool.DisposeAsync();
        await _traffic.DisposeAsync();
    }
}
