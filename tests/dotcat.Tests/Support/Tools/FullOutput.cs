using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Tests.Support.Tools;

/// <summary>dotcat with more from its server than the reader of its output takes.</summary>
internal sealed class FullOutput : IAsyncDisposable
{
    /// <summary>More than all buffers on the way hold: since Linux 6.17 a receive buffer alone may grow to 32 MB.</summary>
    private static readonly Payload _payload = new(64 * 1024 * 1024);

    private SocketStdio? _inetd;
    private ToolClient? _client;

    private FullOutput() { }

    public RunningProcess Process => _inetd?.Process ?? _client!.Process;

    public Socket Server => _inetd?.Server ?? _client!.Server;

    public static async Task<FullOutput> StartAsync(
        StdioKind output,
        Transport transport,
        params IEnumerable<string> options
    )
    {
        var full = new FullOutput();
        if (output is StdioKind.Socket)
        {
            full._inetd = await SocketStdio.StartAsync(Transport.UnixStream, transport, options);
        }
        else
        {
            full._client = await ToolClient.ConnectAsync(transport, options);
        }

        _ = full.Server.SendAsync(_payload.Bytes).AsTask();
        return full;
    }

    /// <summary>Returns when nothing moves any more.</summary>
    public Task StuckAsync() => Eventually.AtRestAsync(() => SendQueue.Length(Server), "an output that takes no more");

    /// <summary>Whoever reads standard output takes it to its end; returns how much that was.</summary>
    public async Task<int> ReadAsync()
    {
        byte[] taken = _inetd is null ? await Process.ReadToEndAsync() : await _inetd.User.ReceiveToEndAsync();
        Assert.Equal(_payload.Bytes[..taken.Length], taken);
        return taken.Length;
    }

    /// <summary>Whoever reads standard output goes; a user at the same socket may go on typing.</summary>
    public async Task LoseReaderAsync()
    {
        _inetd?.User.Shutdown(SocketShutdown.Receive);
        await Process.Output.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_inetd?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
