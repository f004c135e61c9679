using System.Net.Sockets;

namespace Dotcat.Tests.Support;

/// <summary>dotcat connected to a stream socket of the test.</summary>
internal sealed class ToolClient : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private ToolClient(TemporaryFolder folder, RunningProcess process, Socket server)
    {
        _folder = folder;
        Process = process;
        Server = server;
    }

    public RunningProcess Process { get; }

    /// <summary>The other end of the connection.</summary>
    public Socket Server { get; }

    public static async Task<ToolClient> ConnectAsync(Transport transport, params IEnumerable<string> options)
    {
        var folder = new TemporaryFolder();
        using Socket listener = transport.Bind(folder.UnixAddress(transport));
        RunningProcess process = Tool.Connect(transport, listener.LocalEndPoint!, options);
        return new ToolClient(folder, process, await process.UntilAsync(listener.AcceptOneAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Server.Dispose();
        _folder.Dispose();
    }
}
