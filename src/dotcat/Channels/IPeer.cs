using System.Net;

namespace Dotcat.Channels;

/// <summary>Whom a channel leads to.</summary>
internal interface IPeer
{
    /// <summary>Our own address; null where the socket has none.</summary>
    public EndPoint? LocalEndPoint { get; }

    /// <summary>The other end's address; null where it has none.</summary>
    public EndPoint? RemoteEndPoint { get; }

    /// <summary>Bytes in the datagram by which a listener met the peer; null where there was none.</summary>
    public int? FirstLength => null;

    /// <summary>The most bytes that have arrived from it and were not read; 0 where the platform cannot tell.</summary>
    public int Unread => 0;

    /// <summary>Whether the peer has ended, if only for what it sends, though not all of that was read; false where the platform cannot tell.</summary>
    public bool HasEnded => false;

    /// <summary>
    /// Completes when the peer has ended, if only for what it sends, though nothing of that is read. Where the platform
    /// cannot tell it waits until it is cancelled.
    /// </summary>
    public Task WaitUntilEndedAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    /// <summary>Has the system probe a peer that is silent, where it can: one that vanished then fails a read.</summary>
    public void KeepAlive() { }
}
