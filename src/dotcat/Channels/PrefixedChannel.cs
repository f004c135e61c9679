using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>A stream whose first bytes were read already, by somebody who looked for the end of something before them.</summary>
internal class PrefixedChannel(Channel inner, ReadOnlyMemory<byte> prefix) : ChannelWrapper(inner)
{
    private PrefixedPeer? _peer;

    public override IPeer? Peer => Inner.Peer is { } peer ? _peer ??= new PrefixedPeer(this, peer) : null;

    public override Descriptors? Descriptors => Prefix.IsEmpty ? Inner.Descriptors : null;

    public override bool HasUnread => !Prefix.IsEmpty || Inner.HasUnread;

    /// <summary>What is read first.</summary>
    protected ReadOnlyMemory<byte> Prefix { get; set; } = prefix;

    public override ValueTask WaitToReadAsync(CancellationToken cancellation) =>
        Prefix.IsEmpty ? Inner.WaitToReadAsync(cancellation) : ValueTask.CompletedTask;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (Prefix.IsEmpty)
        {
            return Inner.ReadAsync(buffer, cancellation);
        }

        int count = Math.Min(buffer.Length, Prefix.Length);
        Prefix[..count].CopyTo(buffer);
        Prefix = Prefix[count..];
        return ValueTask.FromResult(count);
    }

    private sealed class PrefixedPeer(PrefixedChannel channel, IPeer inner) : PeerWrapper(inner)
    {
        public override int Unread => base.Unread + channel.Prefix.Length;
    }
}
