using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network;

/// <summary>A client and a listener, with what stands between them.</summary>
internal sealed class Connected : IAsyncDisposable
{
    private readonly ToolProcess? _middle;

    private Connected(ToolProcess client, ToolProcess listener, ToolProcess? middle)
    {
        (Client, Listener) = (client, listener);
        _middle = middle;
    }

    public ToolProcess Client { get; }

    public ToolProcess Listener { get; }

    /// <param name="hosts">Where they are.</param>
    /// <param name="passage">How they reach each other.</param>
    /// <param name="options">Of both ends.</param>
    /// <param name="limit">For the listeners to be ready.</param>
    public static async Task<Connected> StartAsync(
        TwoHosts hosts,
        Passage passage,
        IReadOnlyList<string> options,
        CancellationToken limit
    )
    {
        (NetworkNamespace host, string address) = passage.MiddleOptions is null
            ? (hosts.Far, TwoHosts.FarAddress)
            : (hosts.Near, TwoHosts.NearAddress);
        ToolProcess listener = host.StartTool(["-l", address, "0", .. passage.ListenerOptions, .. options]);
        int port = await listener.PortAsync(limit);
        IEnumerable<string> operands = [address, $"{port}"];
        ToolProcess? middle = null;
        if (passage.MiddleOptions is { } middleOptions)
        {
            IEnumerable<string> target = passage.IsProxy ? [] : [$"{address}:{port}"];
            middle = hosts.Far.StartTool(["-l", TwoHosts.FarAddress, "0", .. middleOptions, .. target]);
            middle.Input.Close();
            int between = await middle.PortAsync(limit);
            operands = passage.IsProxy
                ? ["--proxy", $"{TwoHosts.FarAddress}:{between}", .. operands]
                : [TwoHosts.FarAddress, $"{between}"];
        }

        ToolProcess client = hosts.Near.StartTool([.. passage.ClientOptions, .. options, .. operands]);
        return new Connected(client, listener, middle);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Listener.DisposeAsync();
        if (_middle is not null)
        {
            await _middle.DisposeAsync();
        }
    }
}
