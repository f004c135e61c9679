using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>
/// Datagrams to a name that has several addresses. That nobody is at one of them is told only after something was sent
/// there, by an ICMP message: all that was sent goes to the next one then, unless something has come back before.
/// </summary>
internal sealed class DatagramFailover : Channel, IPeer, IDatagrams
{
    /// <summary>An address that has been sent more, or for longer, is taken for the right one.</summary>
    private const int MostKept = 1024 * 1024;
    private static readonly TimeSpan _longestTrial = TimeSpan.FromSeconds(2);

    private readonly Queue<IPAddress> _others;
    private readonly Func<IPAddress, CancellationToken, Task<Channel>> _connect;
    private readonly Reporter _reporter;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<byte[]> _kept = [];
    private volatile Channel _current;
    private volatile bool _isSettled;
    private int _keptBytes;
    private long _trialStart;

    /// <param name="first">To the first address.</param>
    /// <param name="others">The next ones, in their order.</param>
    /// <param name="connect">Makes a channel to one of them; says it where it fails.</param>
    /// <param name="reporter">Told which address is left, and which one is next.</param>
    /// <param name="time">Limits how long a refusal is still about what was sent first.</param>
    public DatagramFailover(
        Channel first,
        IEnumerable<IPAddress> others,
        Func<IPAddress, CancellationToken, Task<Channel>> connect,
        Reporter reporter,
        TimeProvider time
    )
    {
        _current = first;
        _others = new Queue<IPAddress>(others);
        _connect = connect;
        _reporter = reporter;
        _time = time;
    }

    public override string Name => _current.Name;

    public override IPeer Peer => this;

    public override IDatagrams Datagrams => this;

    public override IDelivery? Delivery => _current.Delivery;

    public EndPoint? LocalEndPoint => _current.Peer?.LocalEndPoint;

    public EndPoint? RemoteEndPoint => _current.Peer?.RemoteEndPoint;

    public int Unread => _current.Peer?.Unread ?? 0;

    public int MaxRead => _current.Datagrams!.MaxRead;

    public int MaxWrite => _current.Datagrams!.MaxWrite;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            Channel current = _current;
            try
            {
                int count = await current.ReadAsync(buffer, cancellation);
                _isSettled = true;
                return count;
            }
            catch (Exception e) when (IsLeft(current) || IsRefusal(e))
            {
                if (!await LeaveAsync(current, e, cancellation))
                {
                    throw;
                }
            }
        }
    }

    public bool TryRead(Span<byte> buffer, out int count) => _current.Datagrams!.TryRead(buffer, out count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_isSettled)
        {
            return _current.WriteAsync(bytes, cancellation);
        }

        return TryAsync(
            channel =>
            {
                Keep(bytes);
                return channel.WriteAsync(bytes, cancellation);
            },
            cancellation
        );
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) =>
        TryAsync(channel => channel.CompleteWritesAsync(cancellation), cancellation);

    public override async ValueTask DisposeAsync()
    {
        await _current.DisposeAsync();
        _turn.Dispose();
    }

    /// <summary>Does a step of writing, after which all that was written before is at an address that has not refused it.</summary>
    private async ValueTask TryAsync(Func<Channel, ValueTask> step, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await step(_current);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            if (!await MoveOnAsync(e, cancellation))
            {
                throw;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Leaves a channel that was refused, unless that is done already; false where there is no other.</summary>
    private async Task<bool> LeaveAsync(Channel refused, Exception refusal, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return IsLeft(refused) || await MoveOnAsync(refusal, cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<bool> MoveOnAsync(Exception refusal, CancellationToken cancellation)
    {
        SayRefusal(_current, refusal);
        while (_others.TryDequeue(out IPAddress? address))
        {
            Channel? next = null;
            try
            {
                next = await _connect(address, cancellation);
                await SendKeptAsync(next, cancellation);
            }
            catch (DotcatException e)
            {
                _reporter.Tell(Event.Error.OfAttempt($"{address}", e));
                continue;
            }
            catch (SocketException e)
            {
                if (next is not null) // else connecting failed, which was said
                {
                    SayRefusal(next, e);
                    await next.DisposeAsync();
                }

                continue;
            }

            Channel left = _current;
            _current = next;
            _trialStart = _time.GetTimestamp();
            await left.DisposeAsync();
            _reporter.Tell(new Event.Connected(this));
            return true;
        }

        return false;
    }

    private void SayRefusal(Channel channel, Exception refusal) =>
        _reporter.Tell(Event.Error.OfAttempt(channel.Name, refusal));

    private async Task SendKeptAsync(Channel channel, CancellationToken cancellation)
    {
        foreach (byte[] datagram in _kept)
        {
            await channel.WriteAsync(datagram, cancellation);
        }

        await channel.CompleteWritesAsync(cancellation); // throws where the address has refused it by now
    }

    private void Keep(ReadOnlyMemory<byte> datagram)
    {
        _trialStart = _kept.Count == 0 ? _time.GetTimestamp() : _trialStart;
        _keptBytes += datagram.Length;
        _isSettled |= _keptBytes > MostKept || IsTrialOver;
        if (!_isSettled)
        {
            _kept.Add(datagram.ToArray());
        }
    }

    private bool IsTrialOver => _kept.Count > 0 && _time.GetElapsedTime(_trialStart) > _longestTrial;

    private bool IsLeft(Channel channel) => channel != _current;

    private bool IsRefusal(Exception e) =>
        !_isSettled
        && !IsTrialOver
        && e is SocketException { SocketErrorCode: var error }
        && error
            is SocketError.ConnectionRefused
                or SocketError.ConnectionReset // so on Windows
                or SocketError.HostUnreachable
                or SocketError.NetworkUnreachable;
}
