using System.Buffers;

namespace Dotcat.Channels;

/// <summary>Writes LF as CRLF; a CR already there is not doubled, also across writes. Reads are left alone.</summary>
internal sealed class CrlfChannel(Channel inner) : ChannelWrapper(inner)
{
    private ReadOnlyMemory<byte> _source;
    private int _length; // of what was made of it
    private byte _before;
    private byte _last;

    /// <summary>Every byte may become two.</summary>
    public override IDatagrams? Datagrams { get; } =
        inner.Datagrams is { } datagrams ? new LimitedDatagrams(datagrams, datagrams.MaxWrite / 2) : null;

    public override ReadOnlyMemory<byte>? Unsent =>
        Inner.Unsent is { } rest ? _source[CountSource(_length - rest.Length)..] : null;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, bytes.Length * 2));
        (_source, _before) = (bytes, _last);
        _length = Expand(bytes.Span, rented);
        await Inner.WriteAsync(rented.AsMemory(0, _length), cancellation);
        ArrayPool<byte>.Shared.Return(rented); // not after a failure: the write may still be using it
    }

    private int Expand(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int length = 0;
        while (!source.IsEmpty)
        {
            int feed = source.IndexOf((byte)'\n');
            ReadOnlySpan<byte> before = feed < 0 ? source : source[..feed];
            before.CopyTo(target[length..]);
            length += before.Length;
            _last = before.IsEmpty ? _last : before[^1];
            if (feed < 0)
            {
                break;
            }

            if (_last != '\r')
            {
                target[length++] = (byte)'\r';
            }

            target[length++] = _last = (byte)'\n';
            source = source[(feed + 1)..];
        }

        return length;
    }

    /// <summary>How many bytes of the source have become the first so many bytes, each of them wholly.</summary>
    private int CountSource(int written)
    {
        ReadOnlySpan<byte> source = _source.Span;
        byte last = _before;
        for (int i = 0; i < source.Length; last = source[i++])
        {
            written -= source[i] == '\n' && last != '\r' ? 2 : 1;
            if (written < 0)
            {
                return i;
            }
        }

        return source.Length;
    }
}
