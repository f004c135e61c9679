using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>Moves bytes by reading and writing them.</summary>
internal class CopyPump(Channel source, Channel destination, bool passEndOn, TimeProvider time)
    : Pump(source, destination, passEndOn, time)
{
    /// <summary>Bytes of datagrams that are written at once to a stream when they arrive faster than it takes them.</summary>
    private const int GatherSize = 1024 * 1024;

    protected override async Task MoveAsync(CancellationToken stop)
    {
        bool gathers = Source.IsDatagram && !Destination.IsDatagram;
        int size =
            gathers ? Math.Max(GatherSize, 2 * Source.MaxRead)
            : Source.IsDatagram ? Source.MaxRead
            : Math.Min(Source.MaxRead, Destination.MaxWrite);
        byte[] buffer = GC.AllocateUninitializedArray<byte>(size);
        while (true)
        {
            StartReading();
            int count = await Source.ReadAsync(buffer, stop);
            if (count == 0 && !Source.IsDatagram)
            {
                return;
            }

            Exception? failure = null;
            if (gathers)
            {
                count += Gather(buffer.AsSpan(count), out failure);
            }

            StartWriting(count);
            await Destination.WriteAsync(buffer.AsMemory(0, count), stop);
            Wrote(count);
            if (failure is not null)
            {
                StartReading();
                throw failure;
            }
        }
    }

    /// <summary>Reads what else is there. A failure waits until what was read before it is written.</summary>
    private int Gather(Span<byte> room, out Exception? failure)
    {
        failure = null;
        int total = 0;
        try
        {
            while (room.Length - total >= Source.MaxRead && Source.TryRead(room[total..], out int count))
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
