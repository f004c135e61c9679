using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>Moves bytes by reading and writing them.</summary>
internal class CopyPump(Channel source, Channel destination, bool passEndOn, TimeProvider time)
    : Pump(source, destination, passEndOn, time)
{
    protected override async Task MoveAsync(CancellationToken stop)
    {
        int size = Source.IsDatagram ? Source.MaxRead : Math.Min(Source.MaxRead, Destination.MaxWrite);
        byte[] buffer = GC.AllocateUninitializedArray<byte>(size);
        while (true)
        {
            StartReading();
            int count = await Source.ReadAsync(buffer, stop);
            if (count == 0 && !Source.IsDatagram)
            {
                return;
            }

            StartWriting(count);
            await Destination.WriteAsync(buffer.AsMemory(0, count), stop);
            Wrote(count);
        }
    }
}
