using System.Net.Sockets;

namespace Dotcat.Tests.Support.Tools;

/// <summary>
/// dotcat as inetd starts a program, with one connected socket as its standard input and output; started by
/// socat, which becomes dotcat.
/// </summary>
internal sealed class SocketStdio : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ToolClient _client;

    private SocketStdio(TemporaryFolder folder, ToolClient client, Socket user)
    {
        _folder = folder;
        _client = client;
        User = user;
    }

    public RunningProcess Process => _client.Process;

    /// <summary>The other end of standard input and output.</summary>
    public Socket User { get; }

    /// <summary>The other end of the connection that dotcat made.</summary>
    public Socket Server => _client.Server;

    /// <param name="stdio">What standard input and output are.</param>
    /// <param name="transport">What dotcat connects with; not Tcp6, whose colons socat would take for its own.</param>
    /// <param name="options">dotcat's.</param>
    public static async Task<SocketStdio> StartAsync(
        Transport stdio,
        Transport transport,
        params IEnumerable<string> options
    )
    {
        Peers.Require("socat");
        var folder = new TemporaryFolder();
        using Socket listener = stdio.Bind(folder.UnixAddress(stdio));
        string connect = PeerCommands.SocatConnect(stdio, listener.LocalEndPoint!);
        ToolClient client = await ToolClient.ConnectAsync(
            transport,
            arguments =>
                RunningProcess.Start(
                    "socat",
                    connect,
                    $"EXEC:{string.Join(' ', [Tool.Path, .. options, .. arguments])},nofork"
                )
        );
        return new SocketStdio(folder, client, await listener.AcceptOneAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        User.Dispose();
        _folder.Dispose();
    }
}
