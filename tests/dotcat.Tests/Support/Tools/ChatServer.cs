using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Support.Tools;

/// <summary>dotcat --chat on all addresses, IPv4 and IPv6.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private ChatServer(RunningProcess process, int port)
    {
        Process = process;
        Port = port;
    }

    public RunningProcess Process { get; }

    public int Port { get; }

    public static Task<ChatServer> StartAsync(params IEnumerable<string> options) =>
        StartAsync(Tool.Start(["--chat", .. options, "0"]));

    /// <param name="process">dotcat, told to chat on port 0.</param>
    public static async Task<ChatServer> StartAsync(RunningProcess process) =>
        new(process, await process.UntilAsync(process.ListeningPortAsync()));

    public Socket ConnectSocket(IPAddress? loopback = null)
    {
        loopback ??= IPAddress.Loopback;
        var socket = new Socket(loopback.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(loopback, Port);
        return socket;
    }

    /// <summary>A client that has heard its greeting.</summary>
    public async Task<Chatter> EnterAsync(IPAddress? loopback = null)
    {
        Chatter client = Chatter.By(ConnectSocket(loopback));
        await client.HearGreetingAsync();
        return client;
    }

    /// <summary>Another program as a client, which has heard its greeting.</summary>
    public async Task<Chatter> EnterAsync(string program, IPAddress loopback, params IEnumerable<string> options)
    {
        Peers.Require(program);
        Chatter client = Chatter.By(RunningProcess.Start(program, [.. options, $"{loopback}", $"{Port}"]));
        await client.HearGreetingAsync();
        return client;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
