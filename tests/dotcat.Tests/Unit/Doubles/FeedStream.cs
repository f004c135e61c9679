using System.Collections.Concurrent;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A stream whose reads block until it is fed, as a terminal's do.</summary>
internal sealed class FeedStream : Stream
{
    private readonly BlockingCollection<byte[]> _meals = [];
    private readonly TaskCompletionSource _hungry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the first read has begun.</summary>
    public Task Hungry => _hungry.Task;

    /// <summary>The most bytes that a read asked for.</summary>
    public int LargestRead { get; private set; }

    public bool IsDisposed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Feed(byte[] meal) => _meals.Add(meal);

    public override int Read(byte[] buffer, int offset, int count)
    {
        LargestRead = Math.Max(LargestRead, count);
        _hungry.TrySetResult();
        byte[] meal = _meals.Take();
        meal.CopyTo(buffer, offset);
        return meal.Length;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        _meals.Dispose();
        base.Dispose(disposing);
    }
}
