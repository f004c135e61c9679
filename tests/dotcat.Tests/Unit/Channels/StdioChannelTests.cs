using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class StdioChannelTests : IDisposable
{
    private readonly FeedStream _input = new();
    private readonly MemoryStream _output = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_AsksForNoMoreThanTheReaderHasRoomFor()
    {
        await using StdioChannel stdio = Open();
        _input.Feed("abc"u8.ToArray());
        byte[] buffer = new byte[10];

        int count = await stdio.ReadAsync(buffer, CancellationToken.None);

        Assert.Equal("abc"u8.ToArray(), buffer[..count]);
        Assert.Equal(10, _input.LargestRead);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_WithAnyRoom_AsksForNoMoreThanItCanKeep()
    {
        await using StdioChannel stdio = Open();
        _input.Feed([1]);

        await stdio.ReadAsync(new byte[stdio.ReadSize * 2], CancellationToken.None);

        Assert.Equal(stdio.ReadSize, _input.LargestRead);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_GivenUp_LosesNothingOfWhatItStillBrings()
    {
        await using StdioChannel stdio = Open();
        using var givingUp = new CancellationTokenSource();
        ValueTask<int> pending = stdio.ReadAsync(new byte[100], givingUp.Token);
        await _input.Hungry;
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);

        _input.Feed("abcdefgh"u8.ToArray());
        _input.Feed("ij"u8.ToArray());

        byte[] read = await ReadAsync(stdio, room: 3, total: 10);
        Assert.Equal("abcdefghij"u8.ToArray(), read);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_AtTheEnd_IsZero()
    {
        await using StdioChannel stdio = Open();
        _input.Feed([]);

        Assert.Equal(0, await stdio.ReadAsync(new byte[1], CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_GoesToOutput()
    {
        await using StdioChannel stdio = Open();
        await stdio.WriteAsync("ab"u8.ToArray(), CancellationToken.None);
        await stdio.WriteAsync("c"u8.ToArray(), CancellationToken.None);

        Assert.Equal("abc"u8.ToArray(), _output.ToArray());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_GivenUp_TakesTheNextOneNotWithIt(bool isOverBeforeTheNext)
    {
        using var output = new HeldStream();
        await using var stdio = new StdioChannel(_input, output);
        using var givingUp = new CancellationTokenSource();
        ValueTask given = stdio.WriteAsync("ab"u8.ToArray(), givingUp.Token);
        await output.Held;
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await given);

        ValueTask next = default;
        if (!isOverBeforeTheNext)
        {
            next = stdio.WriteAsync("cd"u8.ToArray(), CancellationToken.None);
            Assert.False(next.IsCompleted);
        }

        output.LetGo();
        await output.Flushed;
        await (isOverBeforeTheNext ? stdio.WriteAsync("cd"u8.ToArray(), CancellationToken.None) : next);

        Assert.Equal("abcd"u8.ToArray(), output.ToArray());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task CompleteWrites_FinishesOutputForItsReader()
    {
        await using StdioChannel stdio = Open();
        await stdio.CompleteWritesAsync(CancellationToken.None);

        Assert.False(_output.CanWrite);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Dispose_LeavesTheStandardStreamsOpen()
    {
        await using StdioChannel stdio = Open();
        await stdio.DisposeAsync();

        Assert.True(_output.CanWrite);
        Assert.False(_input.IsDisposed);
    }

    public void Dispose()
    {
        _input.Dispose();
        _output.Dispose();
    }

    private StdioChannel Open() => new(_input, _output);

    private static async Task<byte[]> ReadAsync(StdioChannel stdio, int room, int total)
    {
        var read = new List<byte>();
        byte[] buffer = new byte[room];
        while (read.Count < total)
        {
            int count = await stdio.ReadAsync(buffer, CancellationToken.None);
            read.AddRange(buffer[..count]);
        }

        return [.. read];
    }

    /// <summary>A stream whose writes block until they are let go.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Held => _held.Task;

        public Task Flushed => _flushed.Task;

        public void LetGo() => _open.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _held.TrySetResult();
            _open.Wait();
            Write(buffer.ToArray(), 0, buffer.Length);
        }

        public override void Flush() => _flushed.TrySetResult();

        protected override void Dispose(bool disposing)
        {
            _open.Dispose();
            base.Dispose(disposing);
        }
    }
}
