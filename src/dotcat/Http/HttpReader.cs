using System.Text;
using Dotcat.Channels;

namespace Dotcat.Http;

/// <summary>
/// Reads the head of an HTTP/1 message line by line (RFC 9112, section 2), and keeps what it read behind it. For one
/// message.
/// </summary>
/// <param name="channel">What gives the message.</param>
/// <param name="readsAnswer">Whether it is an answer, and no request.</param>
internal sealed class HttpReader(Channel channel, bool readsAnswer = false)
{
    /// <summary>The most bytes of a head.</summary>
    public const int Limit = 64 * 1024;

    private byte[] _buffer = new byte[1024];
    private int _start;
    private int _end;

    /// <summary>The next line, without its end: CRLF, or LF alone.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within the head.</exception>
    /// <exception cref="InvalidDataException">It is no line of a head.</exception>
    /// <exception cref="HttpHeadTooLongException">The head has no end within the limit.</exception>
    public async ValueTask<string> ReadLineAsync(CancellationToken cancellation)
    {
        int scanned = _start;
        while (true)
        {
            int feed = _buffer.AsSpan(scanned, _end - scanned).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                return TakeLine(scanned + feed);
            }

            scanned = _end;
            await FillAsync(cancellation);
        }
    }

    /// <summary>The header fields, up to and with the empty line behind them.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within the head.</exception>
    /// <exception cref="InvalidDataException">A line is no header field.</exception>
    /// <exception cref="HttpHeadTooLongException">The head has no end within the limit.</exception>
    public async ValueTask<HttpFields> ReadFieldsAsync(CancellationToken cancellation)
    {
        var fields = new HttpFields(readsAnswer);
        while (await ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            fields.Add(line);
        }

        return fields;
    }

    /// <summary>Reads a body of so many bytes, for nobody. False where more than that has arrived.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within the body.</exception>
    public async ValueTask<bool> DiscardBodyAsync(int length, CancellationToken cancellation)
    {
        int buffered = Math.Min(length, _end - _start);
        _start += buffered;
        await channel.ReadExactlyAsync(length - buffered, cancellation);
        return _start == _end;
    }

    /// <summary>What the channel still gives: the channel itself where nothing behind the head was read.</summary>
    public Channel Detach() =>
        _start == _end ? channel : new PrefixedChannel(channel, _buffer.AsMemory(_start, _end - _start));

    private string TakeLine(int end)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, end - _start);
        _start = end + 1;
        line = line is [.. var before, (byte)'\r'] ? before : line;
        return line.ContainsAny((byte)'\0', (byte)'\r')
            ? throw new InvalidDataException() // RFC 9110, section 5.5
            : Encoding.Latin1.GetString(line);
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_end == Limit)
        {
            throw new HttpHeadTooLongException();
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int count = await channel.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += count > 0 ? count : throw new EndOfStreamException();
    }
}
