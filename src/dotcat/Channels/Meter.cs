namespace Dotcat.Channels;

/// <summary>Counts the bytes of one channel; each direction by one at a time.</summary>
internal sealed class Meter
{
    private long _sent;
    private long _received;

    /// <summary>Bytes written to the channel.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Bytes read from it.</summary>
    public long Received => Volatile.Read(ref _received);

    public void Send(int bytes) => Volatile.Write(ref _sent, _sent + bytes);

    public void Receive(int bytes) => Volatile.Write(ref _received, _received + bytes);
}
