using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>Moves bytes by reading and writing them.</summary>
internal class CopyPump(Channel source, Channel destination, bool passEndOn, TimeProvider time)
    : Pump(source, destination, passEndOn, time)
{
    /// <summary>Bytes of datagrams that are written at once to a stream when they arrive faster than it takes them.</summary>
    private const int GatherSize = 1024 * 1024;

    private ReadOnlyMemory<byte> _rest; // of what is to be written
    private int _piece; // of that, being written

    /// <summary>After so many reads it ends as if the source had.</summary>
    public int MostReads { get; init; } = int.MaxValue;

    protected override async Task MoveAsync(CancellationToken stop)
    {
        IDatagrams? datagrams = Source.Datagrams;
        bool gathers = datagrams is not null && Destination.Datagrams is null && MostReads == int.MaxValue;
        int size =
            gathers ? Math.Max(GatherSize, 2 * Source.ReadSize)
            : datagrams is not null ? Source.ReadSize
            : Math.Min(Source.ReadSize, Destination.WriteSize);
        for (int left = MostReads; left > 0; left -= MostReads == int.MaxValue ? 0 : 1)
        {
            StartReading();
            await Source.WaitToReadAsync(stop);
            byte[] buffer = ArrayPool<byte>.Shared.Rent(size); // not returned after a failure, which may still use it
            int count = await Source.ReadAsync(buffer.AsMemory(0, size), stop);
            if (count == 0 && datagrams is null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return;
            }

            Exception? failure = null;
            if (gathers)
            {
                count += Gather(datagrams!, buffer.AsSpan(count), out failure);
            }

            await WriteAsync(buffer.AsMemory(0, count), stop);
            ArrayPool<byte>.Shared.Return(buffer);
            if (failure is not null)
            {
                StartReading();
                throw failure;
            }
        }
    }

    protected override ReadOnlyMemory<byte> TakeUnsent()
    {
        ReadOnlyMemory<byte> tried = Destination.Unsent ?? _rest[.._piece];
        ReadOnlyMemory<byte> others = _rest[_piece..];
        return others.IsEmpty ? tried : (byte[])[.. tried.Span, .. others.Span];
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        StartWriting(bytes.Length);
        _rest = bytes;
        do
        {
            await LeaveRestAsync(stop);
            _piece = Destination.PieceOf(_rest.Span);
            await Destination.WriteAsync(_rest[.._piece], stop);
            Wrote(_piece);
            (_rest, _piece) = (_rest[_piece..], 0);
        } while (!_rest.IsEmpty);
    }

    /// <summary>Reads what else is there. A failure waits until what was read before it is written.</summary>
    private static int Gather(IDatagrams datagrams, Span<byte> room, out Exception? failure)
    {
        failure = null;
        int total = 0;
        try
        {
            while (room.Length - total >= datagrams.MaxRead && datagrams.TryRead(room[total..], out int count))
            {
                total += count;
            }
        }
        catch (SocketException e)
        {
            failure = e;
        }

        return total;
    }
}
