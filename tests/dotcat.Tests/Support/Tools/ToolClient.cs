using System.Net.Sockets;

namespace Dotcat.Tests.Support.Tools;

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

    public static Task<ToolClient> ConnectAsync(Transport transport, params IEnumerable<string> options) =>
        ConnectAsync(transport, arguments => Tool.Start([.. options, .. arguments]));

    /// <param name="transport">What to connect with.</param>
    /// <param name="start">Starts dotcat with these arguments, and more where the test wants more.</param>
    public static async Task<ToolClient> ConnectAsync(
        Transport transport,
        Func<IEnumerable<string>, RunningProcess> start
    )
    {
        var folder = new TemporaryFolder();
        using Socket listener = transport.Bind(folder.UnixAddress(transport));
        RunningProcess process = start(transport.ConnectArguments(listener.LocalEndPoint!));
        return new ToolClient(folder, process, await process.UntilAsync(listener.AcceptOneAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Server.Dispose();
        _folder.Dispose();
    }
}
