using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// Standard input and output, or any two blocking streams in their place. Input is read only when asked for;
/// what a given-up read still brings is kept for the next one.
/// </summary>
internal sealed class StdioChannel : Channel
{
#pragma warning disable CA2213 // standard streams stay open: a later channel may go on with them
    private readonly Stream _input;
    private readonly Stream _output;
#pragma warning restore CA2213
    private readonly BlockingCalls _reads = new("stdin");
    private readonly BlockingCalls _writes = new("stdout");
    private readonly Func<int> _read;
    private readonly Func<int> _write;
    private readonly Lazy<Task> _readerGone; // it takes a thread
    private readonly byte[] _buffer;
    private int _wanted;
    private int _start;
    private int _end;
    private ReadOnlyMemory<byte> _writing;

    /// <param name="input">Read by blocking calls, never disposed.</param>
    /// <param name="output">Written by blocking calls; disposed when the flow to it is complete.</param>
    public StdioChannel(Stream input, Stream output)
    {
        _input = input;
        _output = output;
        _buffer = GC.AllocateUninitializedArray<byte>(MaxRead);
        _read = () => _input.Read(_buffer, 0, _wanted);
        _write = () =>
        {
            _output.Write(_writing.Span);
            _output.Flush();
            return 0;
        };
        _readerGone = new Lazy<Task>(() =>
            _output is DescriptorStream { HasReader: true } descriptor
                ? Watch(descriptor.WaitForReaderGone)
                : base.ReaderGone
        );
    }

    public override string Name => "standard input and output";

    public override Task ReaderGone => _readerGone.Value;

    public override bool TryGetDescriptors(out int read, out int write)
    {
        read = (_input as DescriptorStream)?.Descriptor ?? -1;
        write = (_output as DescriptorStream)?.Descriptor ?? -1;
        return read >= 0 && write >= 0;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_start == _end)
        {
            _wanted = Math.Min(buffer.Length, _buffer.Length);
            int count = await _reads.InvokeAsync(_read, cancellation);
            (_start, _end) = (0, count);
        }

        int taken = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, taken).CopyTo(buffer.Span);
        _start += taken;
        return taken;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _writing = bytes;
        await _writes.InvokeAsync(_write, cancellation);
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation) => _output.DisposeAsync();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Task Watch(Action waitForReaderGone)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Run()
        {
            waitForReaderGone();
            gone.SetResult();
        }

        new Thread(Run, maxStackSize: 128 * 1024) { IsBackground = true, Name = "stdout reader" }.Start();
        return gone.Task;
    }
}
