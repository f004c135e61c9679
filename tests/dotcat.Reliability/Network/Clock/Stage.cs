using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network.Clock;

/// <summary>Two hosts and the tools that were started on them, which end with it.</summary>
internal sealed class Stage(TwoHosts hosts, CancellationToken limit) : IAsyncDisposable
{
    private readonly List<ToolProcess> _tools = [];

    public TwoHosts Hosts => hosts;

    public CancellationToken Limit => limit;

    public ToolProcess Near(params IEnumerable<string> arguments) => Add(hosts.Near.StartTool(arguments));

    public ToolProcess Far(params IEnumerable<string> arguments) => Add(hosts.Far.StartTool(arguments));

    /// <summary>A tool on the far host that listens, and the words that lead there.</summary>
    public async Task<(ToolProcess Tool, string[] Operands)> ListenAsync(params IEnumerable<string> options)
    {
        ToolProcess tool = Far(["-l", TwoHosts.FarAddress, "0", .. options]);
        return (tool, [TwoHosts.FarAddress, $"{await tool.PortAsync(limit)}"]);
    }

    /// <summary>A tool on the far host that listens, one on the near that has connected, and a byte each way between them.</summary>
    public async Task<(ToolProcess Client, ToolProcess Listener)> ConnectAsync(
        IEnumerable<string> clientOptions,
        IEnumerable<string> listenerOptions
    )
    {
        (ToolProcess listener, string[] operands) = await ListenAsync(listenerOptions);
        ToolProcess client = Near([.. clientOptions, .. operands]);
        await PassAsync(client, listener);
        await PassAsync(listener, client);
        return (client, listener);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ToolProcess tool in _tools)
        {
            await tool.DisposeAsync();
        }
    }

    /// <summary>A byte from one to the other.</summary>
    public async Task PassAsync(ToolProcess from, ToolProcess to)
    {
        byte[] one = [(byte)'.'];
        await from.Input.WriteAsync(one, limit);
        await from.Input.FlushAsync(limit);
        await to.Output.ReadExactlyAsync(one, limit);
    }

    private ToolProcess Add(ToolProcess tool)
    {
        _tools.Add(tool);
        return tool;
    }
}
