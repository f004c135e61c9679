using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>A stream whose first bytes were read already, by somebody who looked for the end of something before them.</summary>
internal sealed class PrefixedChannel(Channel inner, ReadOnlyMemory<byte> prefix) : ChannelWrapper(inner)
{
    private ReadOnlyMemory<byte> _prefix = prefix;

    public override Descriptors? Descriptors => _prefix.IsEmpty ? Inner.Descriptors : null;

    public override ValueTask WaitToReadAsync(CancellationToken cancellation) =>
        _prefix.IsEmpty ? Inner.WaitToReadAsync(cancellation) : ValueTask.CompletedTask;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_prefix.IsEmpty)
        {
            return Inner.ReadAsync(buffer, cancellation);
        }

        int count = Math.Min(buffer.Length, _prefix.Length);
        _prefix[..count].CopyTo(buffer);
        _prefix = _prefix[count..];
        return ValueTask.FromResult(count);
    }
}
