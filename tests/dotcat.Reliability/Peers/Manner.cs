using System.Net;
using System.Net.Sockets;

namespace Dotcat.Reliability.Peers;

/// <summary>What a client of a crowd does.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Act">Does it with a socket that has connected.</param>
internal sealed record Manner(string Name, Action<Socket> Act)
{
    public static Manner Silent { get; } = new("connect and say nothing", static _ => { });

    public static Manner Resetting { get; } =
        new("reset at once", static socket => socket.LingerState = new LingerOption(enable: true, seconds: 0))
        {
            Stays = false,
        };

    public static Manner HalfClosing { get; } =
        new("half-close at once", static socket => socket.Shutdown(SocketShutdown.Send));

    /// <summary>More than its own buffer for what comes back takes.</summary>
    public static Manner NeverReading { get; } =
        new(
            "send 64 KB and never read",
            static socket =>
            {
                socket.Blocking = false;
                byte[] bytes = new byte[64 * 1024];
                _ = socket.Send(bytes, SocketFlags.None, out _);
            }
        )
        {
            ReceiveBuffer = 4096,
        };

    /// <summary>Bytes a minute, each of them alone, as long as it stays.</summary>
    public int BytesAMinute { get; init; }

    /// <summary>Whether it stays when it has done that.</summary>
    public bool Stays { get; private init; } = true;

    /// <summary>Of its socket, in bytes; null for the system's.</summary>
    public int? ReceiveBuffer { get; private init; }

    /// <summary>Connects, and does it.</summary>
    /// <returns>The socket; null where it does not stay.</returns>
    public Socket? Meet(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (ReceiveBuffer is { } buffer)
        {
            socket.ReceiveBufferSize = buffer;
        }

        socket.Connect(server);
        Act(socket);
        if (Stays)
        {
            return socket;
        }

        socket.Dispose();
        return null;
    }
}
