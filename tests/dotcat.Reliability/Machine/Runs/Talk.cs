using System.Net;
using System.Net.Sockets;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>The other ends of the tool's connections: plain sockets.</summary>
internal static class Talk
{
    public static Socket Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        return listener;
    }

    public static Socket ListenAt(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        return listener;
    }

    public static Socket Datagrams()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    public static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>
    /// The server's part: reads to the end, then answers. A client that says nothing is one that has given up a connection,
    /// as it does when connect(2) is made to fail for it, and may come again.
    /// </summary>
    /// <returns>What was read; nothing where nobody came.</returns>
    public static async Task<byte[]> AnswerAsync(Socket listener, byte[] answer, CancellationToken limit)
    {
        var read = new MemoryStream();
        try
        {
            while (read.Length == 0)
            {
                using Socket client = await listener.AcceptAsync(limit);
                await ReadAsync(client, read, limit);
                await SendAsync(client, answer, limit);
                await ReadAsync(client, Stream.Null, limit);
            }

            return read.ToArray();
        }
        catch (OperationCanceledException)
        {
            return read.ToArray();
        }
    }

    /// <summary>The client's part: sends, and reads to the end meanwhile.</summary>
    public static async Task<byte[]> SayAsync(Socket socket, byte[] bytes, CancellationToken limit)
    {
        Task sending = SendAsync(socket, bytes, limit);
        var read = new MemoryStream();
        await ReadAsync(socket, read, limit);
        await sending;
        return read.ToArray();
    }

    public static async Task<Socket> ConnectAsync(int port, CancellationToken limit)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, limit);
        return socket;
    }

    /// <summary>A connection to a port, what it says, and all that comes back.</summary>
    public static async Task<byte[]> ExchangeAsync(int port, byte[] bytes, CancellationToken limit)
    {
        using Socket socket = await ConnectAsync(port, limit);
        return await SayAsync(socket, bytes, limit);
    }

    /// <summary>Exactly so many bytes, fewer where the peer ends.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int count, CancellationToken limit)
    {
        byte[] bytes = new byte[count];
        int done = 0;
        for (int part = 1; done < count && part > 0; done += part)
        {
            part = await socket.ReceiveAsync(bytes.AsMemory(done), limit);
        }

        return bytes[..done];
    }

    /// <summary>Echoes each connection, until the listener is closed.</summary>
    public static async Task EchoAllAsync(Socket listener, CancellationToken limit)
    {
        try
        {
            while (true)
            {
                _ = EchoAsync(await listener.AcceptAsync(limit), limit);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // closed
        }
    }

    /// <summary>Sends each datagram back, until the socket is closed.</summary>
    public static async Task EchoDatagramsAsync(Socket socket, CancellationToken limit)
    {
        byte[] buffer = new byte[2048];
        try
        {
            while (true)
            {
                var from = new IPEndPoint(IPAddress.Any, 0);
                SocketReceiveFromResult got = await socket.ReceiveFromAsync(buffer, from, limit);
                _ = await socket.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), got.RemoteEndPoint, limit);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // closed
        }
    }

    private static async Task EchoAsync(Socket client, CancellationToken limit)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await client.ReceiveAsync(buffer, limit) is > 0 and var count)
            {
                await SendPartAsync(client, buffer.AsMemory(0, count), limit);
            }

            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // the tool between has failed
        }
        finally
        {
            client.Dispose();
        }
    }

    private static async Task ReadAsync(Socket socket, Stream into, CancellationToken limit)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, limit) is > 0 and var count)
            {
                await into.WriteAsync(buffer.AsMemory(0, count), limit);
            }
        }
        catch (SocketException)
        {
            // as far as it came
        }
    }

    private static async Task SendAsync(Socket socket, byte[] bytes, CancellationToken limit)
    {
        try
        {
            await SendPartAsync(socket, bytes, limit);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // the tool has gone
        }
    }

    private static async Task SendPartAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken limit)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, limit)..];
        }
    }
}
