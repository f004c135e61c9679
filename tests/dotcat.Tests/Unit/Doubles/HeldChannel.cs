using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>Lets everything through, until it is told to hold back what arrives after so many bytes, or what is written.</summary>
internal sealed class HeldChannel(Channel inner) : ChannelWrapper(inner)
{
    private readonly TaskCompletionSource _allGiven = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = int.MaxValue;

    /// <summary>Whether a write takes nothing, and waits until it is given up.</summary>
    public bool HoldsWrites { get; set; }

    /// <summary>When a read waits for more than is let through.</summary>
    public Task AllGiven => _allGiven.Task;

    public override ReadOnlyMemory<byte>? Unsent => HoldsWrites ? null : Inner.Unsent;

    public void Hold(int after) => _left = after;

    public void LetGo() => _letGo.SetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_left == 0)
        {
            _allGiven.TrySetResult();
            await _letGo.Task.WaitAsync(cancellation);
            _left = int.MaxValue;
        }

        int count = await Inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellation);
        _left -= _left == int.MaxValue ? 0 : count;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (HoldsWrites)
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }

        await Inner.WriteAsync(bytes, cancellation);
    }
}
