using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>
/// A peer that takes so many bytes, of which the last few never arrive, and is reset by the next one. One that is not
/// reset ends when it is told that no more comes.
/// </summary>
internal sealed class BreakingChannel(int takes = int.MaxValue, int loses = 0, bool isDatagram = false)
    : Channel,
        IDatagrams,
        IDelivery
{
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte[]> _taken = [];
    private ReadOnlyMemory<byte> _unsent;

    public override string Name => "breaking";

    public override IDatagrams? Datagrams => isDatagram ? this : null;

    public override IDelivery Delivery => this;

    public override ReadOnlyMemory<byte>? Unsent => isDatagram ? null : _unsent;

    public int MaxRead => 64 * 1024;

    public int MaxWrite => 64 * 1024;

    public int Taken => _taken.Sum(static part => part.Length);

    public bool IsBroken { get; private set; }

    public long AtRisk => IsBroken ? Math.Min(loses, Taken) : 0;

    public byte[] Arrived => [.. _taken.SelectMany(static part => part).SkipLast((int)AtRisk)];

    /// <summary>What it took, each write by itself.</summary>
    public IReadOnlyList<byte[]> Writes => _taken;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) =>
        await _end.Task.WaitAsync(cancellation);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        int room = Math.Min(takes - Taken, bytes.Length);
        bool isWhole = room == bytes.Length;
        if (isWhole || !isDatagram)
        {
            _taken.Add(bytes[..room].ToArray());
            _unsent = bytes[room..];
        }

        if (isWhole)
        {
            return ValueTask.CompletedTask;
        }

        IsBroken = true;
        var reset = new SocketException((int)SocketError.ConnectionReset);
        _end.TrySetException(reset);
        return ValueTask.FromException(reset);
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        _end.TrySetResult(0);
        return ValueTask.CompletedTask;
    }

    public bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        return false;
    }

    public Task WaitUntilGoneAsync(CancellationToken cancellation) => Task.Delay(Timeout.Infinite, cancellation);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
