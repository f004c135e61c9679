using System.Buffers;

namespace Dotcat.Channels;

/// <summary>
/// Reads more at once than it is asked for, while much comes: for readers that ask for one message after the other, each
/// of which would be a system call. What it has read ahead is not read yet to those who ask.
/// </summary>
internal sealed class ReadAheadChannel(Channel inner) : PrefixedChannel(inner, ReadOnlyMemory<byte>.Empty)
{
    private const int Size = 128 * 1024;

    private byte[]? _ahead; // holds the prefix
    private bool _isBulk; // as far as the last read of the inner channel has shown

    /// <summary>Bytes that were read and nobody has taken.</summary>
    public int Ahead => Prefix.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_ahead is null && !_isBulk)
        {
            int count = await Inner.ReadAsync(buffer, cancellation);
            _isBulk = count > 0 && count == buffer.Length;
            return count;
        }

        if (_ahead is null)
        {
            await Inner.WaitToReadAsync(cancellation); // holds no buffer meanwhile
            byte[] ahead = ArrayPool<byte>.Shared.Rent(Size); // not returned after a failure, which may still use it
            int count = await Inner.ReadAsync(ahead.AsMemory(0, Size), cancellation);
            _isBulk = count > buffer.Length;
            (_ahead, Prefix) = (ahead, ahead.AsMemory(0, count));
        }

        int taken = Prefix.IsEmpty ? 0 : await base.ReadAsync(buffer, cancellation);
        if (Prefix.IsEmpty)
        {
            ArrayPool<byte>.Shared.Return(_ahead);
            _ahead = null;
        }

        return taken;
    }
}
