using System.Buffers;
using Dotcat.Channels;

namespace Dotcat.Tls;

/// <summary>A channel as the stream that <see cref="System.Net.Security.SslStream"/> works on. Does not own it.</summary>
internal sealed class ChannelStream(Channel channel) : Stream
{
    private const byte ApplicationData = 23; // of a record's types, RFC 8446, section 5.1

    private readonly Lock _gate = new();
    private byte? _first;
    private byte[]? _gathered;
    private int _gatheredLength;
    private byte[] _delayed = [];

    /// <summary>
    /// Held while the session works on what it has read, from its first read on. Shutting down then fails by
    /// "shutdown while in init", or worse: of all that SslStream does to OpenSSL's session that alone takes no lock
    /// (https://github.com/dotnet/runtime/blob/v9.0.0/src/libraries/System.Net.Security/src/System/Net/Security/SslStream.cs).
    /// </summary>
    public SemaphoreSlim Working { get; } = new(0, 1);

    /// <summary>Whether the channel has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether something arrived.</summary>
    public bool HasBegun => _first is not null;

    /// <summary>Whether what arrived first is the start of a TLS record: its types are 20 to 23 (RFC 8446, section 5.1).</summary>
    public bool BeganAsTls => _first is >= 20 and <= 23;

    /// <summary>
    /// Whether a server's session tickets wait for what is written after the handshake. A client that only sends, and
    /// closes with something unread, has its own system throw away what that has not sent yet (RFC 2525, section 2.17),
    /// and with TLS 1.3 OpenSSL sends tickets even where nothing can be resumed
    /// (https://docs.openssl.org/3.0/man3/SSL_CTX_set_num_tickets). All else that a server writes in a handshake begins
    /// with a record that is not encrypted.
    /// </summary>
    public bool DelaysTickets { get; set; }

    /// <summary>Bytes of what <see cref="Gather"/> has kept, so far.</summary>
    public int Gathered => _gatheredLength;

    /// <summary>How many of them the channel has handed on.</summary>
    public int GatheredSent =>
        _gathered is null && channel.Unsent is { } rest ? Math.Max(0, _gatheredLength - rest.Length) : 0;

    /// <summary>Bytes given to the channel.</summary>
    public long Written { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Working.Release();
        try
        {
            return await ReadChannelAsync(buffer, cancellationToken);
        }
        finally
        {
            await Working.WaitAsync(CancellationToken.None);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (DelaysTickets && buffer.Span is [ApplicationData, ..])
        {
            _delayed = [.. _delayed, .. buffer.Span];
            return ValueTask.CompletedTask;
        }

        buffer = WithDelayed(buffer);
        Written += buffer.Length;
        lock (_gate)
        {
            if (_gathered is not null && buffer.Length <= _gathered.Length - _gatheredLength)
            {
                buffer.Span.CopyTo(_gathered.AsSpan(_gatheredLength));
                _gatheredLength += buffer.Length;
                return ValueTask.CompletedTask;
            }
        }

        return channel.WriteAsync(buffer, cancellationToken);
    }

    /// <summary>
    /// Keeps what is written until <see cref="SendGatheredAsync"/>: SslStream writes each record of 16 KiB by itself,
    /// and together they are one system call.
    /// </summary>
    /// <param name="size">Bytes that there is to be room for.</param>
    public void Gather(int size)
    {
        lock (_gate)
        {
            _gathered = ArrayPool<byte>.Shared.Rent(size);
            _gatheredLength = 0;
        }
    }

    /// <summary>Sends what was taken for tickets, and may be the alert that ended the handshake.</summary>
    public async Task SendDelayedAsync()
    {
        DelaysTickets = false;
        if (_delayed.Length > 0)
        {
            await WriteAsync(ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        }
    }

    public async ValueTask SendGatheredAsync(CancellationToken cancellation)
    {
        byte[] gathered;
        lock (_gate)
        {
            gathered = _gathered!;
            _gathered = null;
        }

        await channel.WriteAsync(gathered.AsMemory(0, _gatheredLength), cancellation);
        ArrayPool<byte>.Shared.Return(gathered); // not after a failure: the write may still be using it
    }

    /// <summary>SslStream writes its last alert this way where it has one.</summary>
    public override void Write(byte[] buffer, int offset, int count) =>
        channel
            .WriteAsync(WithDelayed(buffer.AsMemory(offset, count)), CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Working.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Records have numbers, so what was delayed goes first.</summary>
    private ReadOnlyMemory<byte> WithDelayed(ReadOnlyMemory<byte> buffer)
    {
        byte[] delayed = Interlocked.Exchange(ref _delayed, []);
        return delayed.Length == 0 ? buffer : (byte[])[.. delayed, .. buffer.Span];
    }

    private async ValueTask<int> ReadChannelAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty)
        {
            await channel.WaitToReadAsync(cancellation); // SslStream rents a buffer only then
            return 0;
        }

        int count = await channel.ReadAsync(buffer, cancellation);
        HasEnded = count == 0;
        if (count > 0)
        {
            _first ??= buffer.Span[0];
        }

        return count;
    }
}
