using Dotcat.Reliability.Races.Scheduling;

namespace Dotcat.Reliability.Races.Kinds;

/// <summary>A stream whose calls hold their thread for a while.</summary>
internal sealed class BlockingStream(Schedule schedule, byte[] bytes) : Stream
{
    private int _position;

    public List<byte> Written { get; } = [];

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        Hold();
        int taken = Math.Min(Math.Min(count, bytes.Length - _position), 1 + schedule.Random.Next(8));
        bytes.AsSpan(_position, taken).CopyTo(buffer.AsSpan(offset));
        Hold();
        _position += taken;
        return taken;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Hold();
        Written.AddRange(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => Hold();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static void Hold() => Schedule.Point();
}
