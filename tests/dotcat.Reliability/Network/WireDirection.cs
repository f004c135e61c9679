using System.Diagnostics;

namespace Dotcat.Reliability.Network;

/// <summary>Takes packets from one device to another, on a thread of its own.</summary>
internal sealed class WireDirection : IDisposable
{
    private static readonly TimeSpan _queue = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestReordering = TimeSpan.FromMilliseconds(5);

    private readonly TunDevice _from;
    private readonly TunDevice _to;
    private readonly Random _random;
    private readonly PriorityQueue<Packet, (TimeSpan Due, long Number)> _underway = new();
    private readonly Stack<byte[]> _buffers = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Thread _thread;
    private TimeSpan _lastDue;
    private TimeSpan _free; // when the narrow place is
    private long _number;
    private volatile bool _isCut;
    private volatile bool _isOver;

    public WireDirection(TunDevice from, TunDevice to, Impairment impairment, int seed)
    {
        (_from, _to) = (from, to);
        Impairment = impairment;
        _random = new Random(seed);
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public Impairment Impairment { get; }

    public WireCounts Counts { get; } = new();

    /// <summary>Whether nothing gets through, also of what is underway.</summary>
    public bool IsCut
    {
        get => _isCut;
        set => _isCut = value;
    }

    /// <summary>Told of each packet that a host has sent, on the wire's thread.</summary>
    public Action<ReadOnlySpan<byte>>? Taken { get; set; }

    /// <summary>Told of each whole packet that a host is about to be given, on the wire's thread.</summary>
    public Action<ReadOnlySpan<byte>>? Delivering { get; set; }

    /// <summary>Hands the host at the end a packet that nobody has sent.</summary>
    public void Inject(ReadOnlySpan<byte> packet) => _to.Write(packet);

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }

    private TimeSpan Now => Stopwatch.GetElapsedTime(_start);

    private void Run()
    {
        const int Longest = 50; // milliseconds, to see the end
        while (!_isOver)
        {
            Deliver();
            int wait = _underway.TryPeek(out _, out (TimeSpan Due, long) next)
                ? (int)Math.Clamp(Math.Ceiling((next.Due - Now).TotalMilliseconds), 0, Longest)
                : Longest;
            if (_from.Poll(wait))
            {
                Take();
            }
        }
    }

    /// <summary>Some packets, so that those that are due are not kept waiting by others.</summary>
    private void Take()
    {
        for (int i = 0; i < 64; i++)
        {
            byte[] buffer = _buffers.TryPop(out byte[]? used) ? used : new byte[TunDevice.LargestPacket];
            int length = _from.Read(buffer);
            if (length == 0)
            {
                _buffers.Push(buffer);
                return;
            }

            Take(new Packet(buffer, length));
        }
    }

    private void Take(Packet packet)
    {
        Counts.Taken++;
        Taken?.Invoke(packet.Bytes);
        if (_isCut || IsChosen(Impairment.Loss) || Due(packet.Length) is not { } due)
        {
            Counts.Lost++;
            _buffers.Push(packet.Buffer);
            return;
        }

        if (IsChosen(Impairment.Duplication))
        {
            Counts.Doubled++;
            Send(packet with { Buffer = [.. packet.Buffer] }, due);
        }

        if (IsChosen(Impairment.Damage))
        {
            Counts.Damaged++;
            packet = packet with { IsDamaged = true };
            packet.Buffer[_random.Next(packet.Length)] ^= (byte)(1 << _random.Next(8));
        }

        if (IsChosen(Impairment.Reordering))
        {
            Counts.Reordered++;
            due += _longestReordering * _random.NextDouble();
        }

        Send(packet, due);
    }

    private void Send(Packet packet, TimeSpan due)
    {
        if (due <= Now && _underway.Count == 0)
        {
            Deliver(packet);
        }
        else
        {
            _underway.Enqueue(packet, (due, _number++));
        }
    }

    /// <summary>When a packet arrives; null where the queue before a narrow place is full.</summary>
    private TimeSpan? Due(int length)
    {
        TimeSpan now = Now;
        TimeSpan due = now + Impairment.Delay + (Impairment.Jitter * ((2 * _random.NextDouble()) - 1));
        if (Impairment.Rate is { } rate)
        {
            if (_free - now > _queue)
            {
                return null;
            }

            _free = (_free > now ? _free : now) + TimeSpan.FromSeconds((double)length / rate);
            due += _free - now;
        }

        return _lastDue = due > _lastDue ? due : _lastDue;
    }

    private void Deliver()
    {
        TimeSpan now = Now;
        while (_underway.TryPeek(out Packet packet, out (TimeSpan Due, long) next) && next.Due <= now)
        {
            _ = _underway.Dequeue();
            Deliver(packet);
        }
    }

    private void Deliver(Packet packet)
    {
        if (_isCut)
        {
            Counts.Lost++;
        }
        else
        {
            if (!packet.IsDamaged)
            {
                Counts.Delivered++;
                Delivering?.Invoke(packet.Bytes);
            }

            _to.Write(packet.Bytes);
        }

        _buffers.Push(packet.Buffer);
    }

    private bool IsChosen(double share) => share > 0 && _random.NextDouble() < share;

    private readonly record struct Packet(byte[] Buffer, int Length, bool IsDamaged = false)
    {
        public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
    }
}
