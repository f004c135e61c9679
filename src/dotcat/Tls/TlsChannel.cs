using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tls;

/// <summary>A TLS session over another channel, which it owns.</summary>
internal sealed class TlsChannel(
    SslStream tls, // past its handshake
    ChannelStream raw, // over the inner channel
    ReadAheadChannel inner,
    bool certificateMissed = false // the peer has asked for one and got none
) : ChannelWrapper(inner), IDelivery
{
    /// <summary>Has a read take what is there and wait for nothing.</summary>
    private static readonly CancellationToken _waitsForNothing = new(canceled: true);

    /// <summary>The longest that closing waits for a peer that takes nothing.</summary>
    private static readonly TimeSpan _farewellLimit = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes that a record holds, and at most takes beside them (RFC 8446, section 5.2).</summary>
    private const int Record = 16 * 1024;
    private const int RecordOverhead = 256 + 5;

    private const long NotReading = -1;
    private const long NotBegun = -1;

    private readonly Lock _gate = new();
    private readonly List<int> _records = []; // where each of a write that is sent at once ends
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IDelivery? _delivery = inner.Delivery; // without one nobody is given this one
    private bool _begun;
    private volatile bool _failed;
    private volatile bool _isDisposed;
    private ReadOnlyMemory<byte> _source;
    private bool _writing;
    private bool _written;
    private long _readingSince = NotReading;
    private Exception? _failure; // of a read, after what came before it
    private Task? _farewell;
    private long _farewellStart = NotBegun;

    /// <summary>
    /// For a server that has sent nothing: how long it holds back its close_notify from a client that says nothing.
    /// Such a client may be one that only sends, which would leave it unread; see
    /// <see cref="ChannelStream.DelaysTickets"/>. Null for a client: servers wait for its end.
    /// </summary>
    public EndDelay? Delay { get; init; }

    /// <summary>Null for a client that showed none.</summary>
    public X509Certificate2? PeerCertificate => (X509Certificate2?)tls.RemoteCertificate;

    public override IDelivery? Delivery => _delivery is null ? null : this;

    /// <summary>A record that is cut is none to the peer.</summary>
    public override ReadOnlyMemory<byte>? Unsent
    {
        get
        {
            if (!_writing)
            {
                return ReadOnlyMemory<byte>.Empty;
            }

            int sent = raw.GatheredSent;
            int whole = _records.FindLastIndex(end => end <= sent) + 1;
            return _source[Math.Min(whole * Record, _source.Length)..];
        }
    }

    public override Action? Reset => BreakOff;

    /// <summary>Without the close_notify: a peer that has ended itself, and closed, need not take ours.</summary>
    public long Undelivered => Math.Max(0, _delivery!.Undelivered - FarewellSize);

    public long AtRisk => Math.Max(0, _delivery!.AtRisk - FarewellSize);

    /// <summary>
    /// 0 only after the peer's close_notify. SslStream gives 0 for a connection that was cut, too, but only when
    /// the channel below has ended. A read given up keeps what arrived of a record for the next one
    /// (https://github.com/dotnet/runtime/blob/v9.0.0/src/libraries/System.Net.Security/src/System/Net/Security/SslStream.IO.cs,
    /// EnsureFullTlsFrameAsync).
    /// </summary>
    /// <exception cref="IOException">The connection was cut, or the peer ended the session by an alert.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count;
        await raw.Working.WaitAsync(cancellation);
        Volatile.Write(ref _readingSince, Delay?.Time.GetTimestamp() ?? NotReading);
        try
        {
            count = await ReadRecordsAsync(buffer, cancellation);
        }
        catch (IOException e) when (e.InnerException is not (SocketException or IOException))
        {
            _failed = true; // OpenSSL does not end a session in order that has failed
            throw new IOException(CauseOfEnd(e), e);
        }
        finally
        {
            Volatile.Write(ref _readingSince, NotReading);
            raw.Working.Release();
        }

        if (count == 0 && !buffer.IsEmpty)
        {
            _over.TrySetResult();
            if (raw.HasEnded)
            {
                string cause = CauseOfEnd(null);
                throw cause == Messages.Truncated ? new TruncatedException(cause) : new IOException(cause);
            }
        }

        _begun |= count > 0;
        return count;
    }

    /// <summary>A read of nothing waits as any other, and holds no buffer.</summary>
    public override async ValueTask WaitToReadAsync(CancellationToken cancellation) =>
        await ReadAsync(Memory<byte>.Empty, cancellation);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _written |= !bytes.IsEmpty;
        _writing = true; // and it stays so where that fails: a record that is cut is the last one
        _source = bytes;
        _records.Clear();
        if (bytes.Length <= Record)
        {
            await tls.WriteAsync(bytes, cancellation);
        }
        else
        {
            raw.Gather(bytes.Length + (bytes.Length / Record * RecordOverhead) + Record);
            for (int start = 0; start < bytes.Length; start += Record)
            {
                await tls.WriteAsync(bytes.Slice(start, Math.Min(Record, bytes.Length - start)), cancellation);
                _records.Add(raw.Gathered);
            }

            await raw.SendGatheredAsync(cancellation);
        }

        _writing = false;
    }

    /// <summary>
    /// Sends close_notify, a server that has sent nothing when its client ends. The channel below stays open both ways.
    /// </summary>
    public override async ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        if (Delay is not null && !_written && !_over.Task.IsCompleted)
        {
            _ = EndLaterAsync(Delay);
        }
        else
        {
            await EndAsync().WaitAsync(cancellation);
        }
    }

    public async ValueTask DrainAsync(CancellationToken cancellation)
    {
        try
        {
            await _delivery!.DrainAsync(cancellation);
        }
        catch (SocketException) when (Undelivered == 0)
        {
            // nothing but our close_notify came too late
        }
    }

    public Task WaitUntilGoneAsync(CancellationToken cancellation) => _delivery!.WaitUntilGoneAsync(cancellation);

    /// <summary>Ends in order, unless a write was cut: without close_notify the peer knows that something is missing.</summary>
    public override async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _over.TrySetResult();
        if (!_writing && !_failed)
        {
            await SayFarewellAsync();
        }

        await tls.DisposeAsync();
        await raw.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Bytes of the close_notify that the channel was given; nothing comes after it.</summary>
    private long FarewellSize => Volatile.Read(ref _farewellStart) is >= 0 and var start ? raw.Written - start : 0;

    /// <summary>Reads a record, which SslStream gives one by one, and what others there are.</summary>
    private async ValueTask<int> ReadRecordsAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        int count = await tls.ReadAsync(buffer, cancellation);
        try
        {
            for (int more = count; more > 0 && IsAnotherThere(buffer.Length - count); count += more)
            {
                more = await tls.ReadAsync(buffer[count..], _waitsForNothing);
            }
        }
        catch (OperationCanceledException)
        {
            // a message of the session's own, and nothing after it
        }
        catch (IOException e)
        {
            _failure = e;
        }

        return count;
    }

    private bool IsAnotherThere(int room) => room >= Record && inner.Ahead >= Record + RecordOverhead;

    private void BreakOff()
    {
        _failed = true;
        Inner.Reset?.Invoke();
    }

    private async Task EndLaterAsync(EndDelay delay)
    {
        TimeSpan left = delay.Limit;
        while (left > TimeSpan.Zero && !_over.Task.IsCompleted)
        {
            await _over.Task.WaitAsync(left, delay.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long since = Volatile.Read(ref _readingSince); // a client that is not read is not silent
            left = delay.Limit - (since == NotReading ? TimeSpan.Zero : delay.Time.GetElapsedTime(since));
        }

        if (!_failed && !_isDisposed)
        {
            await EndAsync();
        }
    }

    /// <summary>Sends close_notify, once.</summary>
    private Task EndAsync()
    {
        lock (_gate)
        {
            return _farewell ??= SendCloseNotifyAsync();
        }
    }

    private async Task SendCloseNotifyAsync()
    {
        await raw.Working.WaitAsync();
        Task farewell;
        try
        {
            Volatile.Write(ref _farewellStart, raw.Written);
            farewell = tls.ShutdownAsync();
        }
        finally
        {
            raw.Working.Release();
        }

        try
        {
            await farewell;
        }
        catch (Exception e) when (IsOfAPeerThatHasGone(e))
        {
            // whether it had all that it was sent is told by its own end, or the lack of one
        }
    }

    /// <summary>Whoever is still there waits for what could not be sent.</summary>
    private static bool IsOfAPeerThatHasGone(Exception e) =>
        (e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode
            is SocketError.ConnectionReset
                or SocketError.ConnectionAborted
                or SocketError.Shutdown
                or SocketError.TimedOut;

    private async Task SayFarewellAsync()
    {
        using var limit = new CancellationTokenSource(_farewellLimit);
        try
        {
            await EndAsync().WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // the peer is gone, or takes nothing: what it did not get is told already
        }
    }

    private string CauseOfEnd(Exception? error)
    {
        // TLS 1.3 takes the client for connected before the server has seen its certificate.
        bool refused = certificateMissed && !_begun;
        return TlsCauses.Of(error, refused)
            ?? (
                !raw.HasEnded ? Messages.Damaged
                : refused ? Messages.CertificateDemanded
                : Messages.Truncated
            );
    }
}
