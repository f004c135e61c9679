using System.Net.Sockets;

namespace Dotcat.Tests.Support.Tools;

/// <summary>dotcat with more input than its server takes.</summary>
internal sealed class FullConnection : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SocketStdio? _inetd;
    private ToolClient? _client;

    private FullConnection() { }

    /// <summary>More than all buffers on the way hold.</summary>
    public static Payload Input { get; } = new(32 * 1024 * 1024);

    public RunningProcess Process => _inetd?.Process ?? _client!.Process;

    public Socket Server => _inetd?.Server ?? _client!.Server;

    public static async Task<FullConnection> StartAsync(
        StdioKind input,
        Transport transport,
        params IEnumerable<string> options
    )
    {
        var connection = new FullConnection();
        try
        {
            await connection.ConnectAsync(input, transport, options);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns when nothing moves any more.</summary>
    public Task StuckAsync() => Eventually.AtRestAsync(() => Server.Available, "a server that takes no more");

    /// <summary>Whoever reads standard output goes.</summary>
    public async Task LoseReaderAsync()
    {
        _inetd?.User.Dispose();
        await Process.Output.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_inetd?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
    }

    private async Task ConnectAsync(StdioKind input, Transport transport, IEnumerable<string> options)
    {
        switch (input)
        {
            case StdioKind.Socket:
                _inetd = await SocketStdio.StartAsync(Transport.UnixStream, transport, options);
                _ = _inetd.User.SendAsync(Input.Bytes).AsTask();
                break;
            case StdioKind.Pipe:
                _client = await ToolClient.ConnectAsync(transport, options);
                _ = _client.Process.Input.WriteAsync(Input.Bytes).AsTask();
                break;
            case StdioKind.File:
                await File.WriteAllBytesAsync(_folder.File("input"), Input.Bytes);
                _client = await FromFileAsync(_folder.File("input"), transport, options);
                break;
            default:
                _client = await FromFileAsync("/dev/zero", transport, options);
                break;
        }
    }

    private static Task<ToolClient> FromFileAsync(string file, Transport transport, IEnumerable<string> options) =>
        ToolClient.ConnectAsync(
            transport,
            arguments => Tool.StartInShell($"exec \"$0\" \"$@\" <'{file}'", [.. options, .. arguments])
        );
}
