using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dotcat.Reliability.Peers;

/// <summary>A connection to an echo, and how long a message takes there and back.</summary>
internal sealed class Exchanges : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _message = new byte[64];
    private readonly byte[] _answer = new byte[64];

    /// <param name="socket">Connected to the echo; owned.</param>
    public Exchanges(Socket socket)
    {
        _socket = socket;
        _socket.ReceiveTimeout = 10_000;
    }

    public static Exchanges Connect(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server);
        return new Exchanges(socket);
    }

    /// <summary>Milliseconds.</summary>
    /// <exception cref="BrokenException">The answer was not the message, or did not come.</exception>
    public double Once()
    {
        long start = Stopwatch.GetTimestamp();
        _ = BitConverter.TryWriteBytes(_message, start);
        try
        {
            _ = _socket.Send(_message);
            for (int have = 0; have < _message.Length; )
            {
                int count = _socket.Receive(_answer.AsSpan(have));
                BrokenException.ThrowUnless(count > 0, "the healthy client was left");
                have += count;
            }
        }
        catch (SocketException e)
        {
            throw new BrokenException($"the healthy client was not answered: {e.Message}");
        }

        BrokenException.ThrowUnless(_answer.AsSpan().SequenceEqual(_message), "the healthy client got another answer");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public void Dispose() => _socket.Dispose();
}
