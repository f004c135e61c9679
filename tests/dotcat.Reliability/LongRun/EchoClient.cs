using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Dotcat.Reliability.LongRun;

/// <summary>A connection to something that echoes.</summary>
internal sealed class EchoClient : IAsyncDisposable
{
    /// <summary>A session of SslStream may not be ended while it reads.</summary>
    private readonly SemaphoreSlim _reading = new(1);

    private readonly NetworkStream _connection;
    private Stream? _stream;

    private EchoClient(Socket socket) => _connection = new NetworkStream(socket, ownsSocket: true);

    private Stream Stream => _stream ?? throw new InvalidOperationException("was not let in");

    /// <param name="listener">Where it connects to.</param>
    /// <param name="source">Its own address; null for any.</param>
    /// <param name="buffer">Of what is received and not read, in bytes; null for the system's.</param>
    /// <param name="limit">When it gives up.</param>
    public static async Task<EchoClient> ConnectAsync(
        IPEndPoint listener,
        IPAddress? source,
        int? buffer,
        CancellationToken limit
    )
    {
        var socket = new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.ReceiveBufferSize = buffer ?? socket.ReceiveBufferSize;
            if (source is not null)
            {
                socket.Bind(new IPEndPoint(source, 0));
            }

            await socket.ConnectAsync(listener, limit);
            return new EchoClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <returns>Whether the listener let it through.</returns>
    public async Task<bool> EnterAsync(Door door, int target, CancellationToken limit)
    {
        _stream = await door.EnterAsync(_connection, target, limit);
        return _stream is not null;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken limit) => Stream.WriteAsync(bytes, limit);

    /// <summary>Says that it sends no more.</summary>
    public async Task CompleteAsync(CancellationToken limit)
    {
        if (Stream is SslStream secure)
        {
            await _reading.WaitAsync(limit);
            await secure.ShutdownAsync();
            _ = _reading.Release();
        }

        _connection.Socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Reads so many bytes, which have to be these.</summary>
    /// <param name="sent">What comes back.</param>
    /// <param name="piece">As much is read at once.</param>
    /// <param name="pause">After each piece.</param>
    /// <param name="limit">When it gives up.</param>
    public async Task ExpectAsync(ReadOnlyMemory<byte> sent, int piece, TimeSpan pause, CancellationToken limit)
    {
        byte[] buffer = new byte[Math.Min(piece, sent.Length)];
        for (int done = 0; done < sent.Length; )
        {
            int count = await ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, sent.Length - done)), limit);
            BrokenException.ThrowUnless(count > 0, $"of {sent.Length} bytes {done} came back");
            BrokenException.ThrowUnless(
                sent.Span.Slice(done, count).SequenceEqual(buffer.AsSpan(0, count)),
                $"of {sent.Length} bytes others came back, after the first {done}"
            );
            done += count;
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, limit);
            }
        }
    }

    /// <summary>Nothing more comes.</summary>
    public async Task ExpectEndAsync(CancellationToken limit) =>
        BrokenException.ThrowUnless(await ReadAsync(new byte[1], limit) == 0, "more came back than was sent");

    /// <summary>The connection ends, in whatever way, without a byte.</summary>
    public async Task ExpectRefusalAsync(CancellationToken limit)
    {
        try
        {
            int count = await _connection.ReadAsync(new byte[1], limit);
            BrokenException.ThrowUnless(count == 0, "somebody who is denied got an answer");
        }
        catch (IOException)
        {
            // reset
        }
    }

    /// <summary>Ends it with a reset.</summary>
    public void Reset()
    {
        _connection.Socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _connection.Socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await (_stream?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _connection.DisposeAsync();
        _reading.Dispose();
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken limit)
    {
        await _reading.WaitAsync(limit);
        try
        {
            return await Stream.ReadAsync(buffer, limit);
        }
        finally
        {
            _ = _reading.Release();
        }
    }
}
