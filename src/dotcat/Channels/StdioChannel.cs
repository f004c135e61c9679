using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// Standard input and output, or any two blocking streams in their place. Input is read only when asked for;
/// what a given-up read still brings is kept for the next one.
/// </summary>
internal sealed class StdioChannel : Channel, IDelivery
{
#pragma warning disable CA2213 // standard streams stay open: a later channel may go on with them
    private readonly Stream _input;
    private readonly Stream _output;
#pragma warning restore CA2213
    private readonly BlockingCalls _reads = new("stdin");
    private readonly BlockingCalls _writes = new("stdout");
    private byte[]? _buffer; // for those who read by the stream
    private readonly bool _hasReader;
    private int _start;
    private int _end;
    private ReaderWatch? _watch;

    /// <param name="input">Read by blocking calls, never disposed.</param>
    /// <param name="output">Written by blocking calls; disposed when the flow to it is complete.</param>
    /// <param name="kind">What the input is.</param>
    public StdioChannel(Stream input, Stream output, InputKind kind = InputKind.Bytes)
    {
        Input = kind;
        _input = input;
        _output = output;
        _hasReader = output is DescriptorStream { HasReader: true };
    }

    public override string Name => "standard input and output";

    public override InputKind Input { get; }

    /// <summary>Null where nobody is at the other end of the output.</summary>
    public override IDelivery? Delivery => _hasReader ? this : null;

    /// <summary>Null as long as a read that was given up may have bytes that come first.</summary>
    public override Descriptors? Descriptors =>
        !_reads.IsGivenUp
        && _start == _end
        && _input is DescriptorStream { Descriptor: >= 0 and var read }
        && _output is DescriptorStream { Descriptor: >= 0 and var write }
            ? new(read, write, ReaderMayLeave: true)
            : null;

    public override bool HasUnread =>
        _start < _end
        || (
            OperatingSystem.IsLinux()
            && _input is DescriptorStream { Descriptor: >= 0 and var read }
            && (Libc.Look(read, Libc.POLLIN) & Libc.POLLIN) != 0
        );

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_start == _end)
        {
            byte[] room = _buffer ??= GC.AllocateUninitializedArray<byte>(ReadSize);
            int wanted = Math.Min(buffer.Length, room.Length);
            _end = await _reads.InvokeAsync(() => _input.Read(room, 0, wanted), cancellation);
            _start = 0;
        }

        int taken = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, taken).CopyTo(buffer.Span);
        _start += taken;
        return taken;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_writes.IsGivenUp)
        {
            await _writes.InvokeAsync(Write, cancellation); // joins it
        }

        await _writes.InvokeAsync(Write, cancellation);

        int Write()
        {
            _output.Write(bytes.Span);
            _output.Flush();
            return 0;
        }
    }

    /// <summary>When the last reader of the output has gone.</summary>
    public Task WaitUntilGoneAsync(CancellationToken cancellation) =>
        (_watch ??= new ReaderWatch(((DescriptorStream)_output).Descriptor)).Gone.WaitAsync(cancellation);

    public override async ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        _watch?.Dispose();
        await _output.DisposeAsync();
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
