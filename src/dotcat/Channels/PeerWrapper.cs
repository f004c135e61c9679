using System.Net;

namespace Dotcat.Channels;

/// <summary>A peer of which something is known otherwise than from its socket; the rest is as it is.</summary>
internal abstract class PeerWrapper(IPeer inner) : IPeer
{
    public virtual EndPoint? LocalEndPoint => inner.LocalEndPoint;

    public virtual EndPoint? RemoteEndPoint => inner.RemoteEndPoint;

    public int? FirstLength => inner.FirstLength;

    public virtual int Unread => inner.Unread;

    public bool HasEnded => inner.HasEnded;

    public Task WaitUntilEndedAsync(CancellationToken cancellation) => inner.WaitUntilEndedAsync(cancellation);

    public void KeepAlive() => inner.KeepAlive();
}
