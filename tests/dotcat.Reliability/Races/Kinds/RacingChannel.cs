using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

/// <summary>A stream in memory that gives and takes bytes in pieces and at moments that are drawn.</summary>
internal sealed class RacingChannel(Schedule schedule) : Channel, IDelivery, IPeer
{
    private readonly List<byte> _written = [];
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _unsent;
    private bool _hasFailed;

    public override string Name => "racing";

    public override IDelivery Delivery => this;

    public override IPeer? Peer => IsPeer ? this : null;

    public EndPoint? LocalEndPoint => null;

    public EndPoint? RemoteEndPoint => null;

    /// <summary>Whether somebody is at the other end who ends by himself.</summary>
    public bool IsPeer { get; init; }

    public override ReadOnlyMemory<byte>? Unsent => _unsent;

    /// <summary>What there is to read.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>What comes after that.</summary>
    public SourceEnd End { get; init; } = SourceEnd.Ends;

    /// <summary>How many bytes it takes before a write fails.</summary>
    public int Takes { get; init; } = int.MaxValue;

    /// <summary>Whether a write fails because its reader has gone, rather than by a reset.</summary>
    public bool HasReader { get; init; }

    /// <summary>How many bytes were read.</summary>
    public int Taken { get; private set; }

    public ReadOnlySpan<byte> Written => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_written);

    public bool IsCompleted { get; private set; }

    public bool IsDisposed { get; private set; }

    /// <summary>Whoever takes what is written goes.</summary>
    public void Leave() => _gone.TrySetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        await PauseAsync(cancellation);
        cancellation.ThrowIfCancellationRequested();
        if (Taken < Bytes.Length)
        {
            int most = Math.Min(buffer.Length, Bytes.Length - Taken);
            int count = 1 + schedule.Random.Next(most);
            Bytes.AsSpan(Taken, count).CopyTo(buffer.Span);
            Taken += count;
            return count;
        }

        if (End == SourceEnd.Never)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, schedule.Time, cancellation);
        }

        return End == SourceEnd.Fails ? throw new SocketException((int)SocketError.ConnectionReset) : 0;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        BrokenException.ThrowUnless(!IsCompleted, "written to after its end");
        BrokenException.ThrowUnless(!_hasFailed, "written to after a write that failed");
        _unsent = bytes;
        while (!_unsent.IsEmpty)
        {
            await PauseAsync(cancellation);
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(1 + schedule.Random.Next(_unsent.Length), Takes - _written.Count);
            _written.AddRange(_unsent.Span[..count]);
            _unsent = _unsent[count..];
            if (!_unsent.IsEmpty && _written.Count == Takes)
            {
                _hasFailed = true;
                throw HasReader ? new BrokenPipeException() : new SocketException((int)SocketError.ConnectionReset);
            }
        }
    }

    public override async ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        await PauseAsync(cancellation);
        IsCompleted = true;
    }

    public Task WaitUntilGoneAsync(CancellationToken cancellation) => _gone.Task.WaitAsync(cancellation);

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private async ValueTask PauseAsync(CancellationToken cancellation)
    {
        for (int turns = schedule.Random.Next(3); turns > 0; turns--)
        {
            await Task.Yield();
        }

        if (schedule.Random.Next(6) == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10 * schedule.Random.Next(3)), schedule.Time, cancellation);
        }
    }
}
