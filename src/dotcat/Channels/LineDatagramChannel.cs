namespace Dotcat.Channels;

/// <summary>
/// Writes one datagram a line, without its line end (LF or CRLF); a last line without one is sent when writing
/// is complete. A line no datagram can hold is told to <paramref name="tooLong"/> with its length in bytes, before
/// the next one is sent, and costs only itself.
/// </summary>
internal sealed class LineDatagramChannel(Channel inner, IDatagrams datagrams, Action<long> tooLong)
    : ChannelWrapper(inner),
        IDelivery
{
    private readonly byte[] _line = new byte[datagrams.MaxWrite + 1]; // a CR that the line end takes along
    private ReadOnlyMemory<byte> _rest; // of a write, from the line on that is being sent
    private long _length;
    private long _carried; // of which earlier writes have brought
    private byte _last;

    /// <summary>Lines may be split over any number of writes.</summary>
    public override IDatagrams Datagrams { get; } = new LimitedDatagrams(datagrams, int.MaxValue);

    public override IDelivery Delivery => this;

    /// <summary>What waits for the end of its line.</summary>
    public long Undelivered => _carried;

    public long AtRisk => Undelivered + (Inner.Delivery?.AtRisk ?? 0);

    /// <summary>A line that no datagram holds is lost with its beginning.</summary>
    public override ReadOnlyMemory<byte>? Unsent =>
        _carried == 0 ? _rest
        : _carried > _line.Length ? _rest
        : (byte[])[.. _line.AsSpan(0, (int)_carried), .. _rest.Span];

    public Task WaitUntilGoneAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _rest = bytes;
        while (!_rest.IsEmpty)
        {
            int feed = _rest.Span.IndexOf((byte)'\n');
            Gather(feed < 0 ? _rest.Span : _rest.Span[..feed]);
            if (feed < 0)
            {
                _rest = ReadOnlyMemory<byte>.Empty;
                _carried = _length;
                return;
            }

            if (_length > 0 && _last == '\r')
            {
                _length--;
            }

            await SendLineAsync(cancellation);
            _rest = _rest[(feed + 1)..];
        }
    }

    public override async ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        if (_length > 0)
        {
            await SendLineAsync(cancellation);
        }

        await Inner.CompleteWritesAsync(cancellation);
    }

    private void Gather(ReadOnlySpan<byte> part)
    {
        if (_length + part.Length <= _line.Length)
        {
            part.CopyTo(_line.AsSpan((int)_length));
        }

        _length += part.Length;
        _last = part.IsEmpty ? _last : part[^1];
    }

    private async ValueTask SendLineAsync(CancellationToken cancellation)
    {
        if (_length > datagrams.MaxWrite)
        {
            tooLong(_length);
        }
        else
        {
            await Inner.WriteAsync(_line.AsMemory(0, (int)_length), cancellation);
        }

        (_length, _carried) = (0, 0);
    }
}
