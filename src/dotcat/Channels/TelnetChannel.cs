using System.Net.Sockets;

namespace Dotcat.Channels;

/// <summary>
/// A stream to a peer that may speak telnet (RFC 854): whatever it wants to negotiate is refused and taken out of what is
/// read, and a byte 255 that is written is doubled. Refusals are never answered, so that there are no loops.
/// </summary>
internal sealed class TelnetChannel(Channel inner) : ChannelWrapper(inner), IDelivery
{
    /// <summary>Bytes of answers that wait for a peer which does not read; more, and it is not read either.</summary>
    private const int MostAnswers = 64 * 1024;

    private readonly TelnetParser _parser = new();
    private readonly SemaphoreSlim _turn = new(1); // to write: answers do not stand within what is sent
    private readonly Lock _gate = new();
    private readonly List<byte> _answers = [];
    private readonly IDelivery? _delivery = inner.Delivery; // without one nobody is given this one
    private long _answered; // bytes of answers that were written since something else was
    private Task _answering = Task.CompletedTask;
    private ReadOnlyMemory<byte> _source; // of the last write
    private int _length; // of what was made of it
    private bool _isAnswering;
    private bool _hasEnded; // by the end of what is sent, after which nothing is answered

    public override ReadOnlyMemory<byte>? Unsent =>
        Held is null && Inner.Unsent is { } rest
            ? _source[TelnetParser.CountSource(_source.Span, _length - rest.Length)..]
            : Held;

    public override IDelivery? Delivery => _delivery is null ? null : this;

    /// <summary>Without the answers that were written last: a peer that has ended need not take them.</summary>
    public long Undelivered => Math.Max(0, _delivery!.Undelivered - Volatile.Read(ref _answered));

    public long AtRisk => Math.Max(0, _delivery!.AtRisk - Volatile.Read(ref _answered));

    /// <summary>Waits for more where all that was there was negotiation.</summary>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            await WaitForAnswersAsync(cancellation); // before the read: afterwards it would lose what was read
            int count = await Inner.ReadAsync(buffer, cancellation);
            int text = Parse(buffer.Span[..count], cancellation);
            if (text > 0 || count == 0)
            {
                return text;
            }
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Held = bytes; // what may have failed beneath is an answer
        await ThrowFailureAsync();
        await _turn.WaitAsync(cancellation);
        try
        {
            ReadOnlyMemory<byte> escaped = TelnetParser.Escape(bytes);
            (_source, _length) = (bytes, escaped.Length);
            Held = null;
            Volatile.Write(ref _answered, 0);
            await Inner.WriteAsync(escaped, cancellation);
            (_source, _length) = (ReadOnlyMemory<byte>.Empty, 0); // what fails from now on is an answer
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>After the answers to all that was read.</summary>
    public override async ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        Task answering;
        lock (_gate)
        {
            _hasEnded = true;
            answering = _answering;
        }

        await answering.WaitAsync(cancellation);
        await Inner.CompleteWritesAsync(cancellation);
    }

    public async ValueTask DrainAsync(CancellationToken cancellation)
    {
        try
        {
            await _delivery!.DrainAsync(cancellation);
        }
        catch (SocketException) when (Undelivered == 0)
        {
            // nothing but answers came too late
        }
    }

    public Task WaitUntilGoneAsync(CancellationToken cancellation) => _delivery!.WaitUntilGoneAsync(cancellation);

    public override ValueTask DisposeAsync()
    {
        _turn.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>Takes negotiation out of what was read, and has it answered.</summary>
    /// <returns>How many bytes are left.</returns>
    private int Parse(Span<byte> bytes, CancellationToken cancellation)
    {
        lock (_gate)
        {
            int text = _parser.Parse(bytes, _answers);
            if (_hasEnded)
            {
                _answers.Clear();
            }
            else if (_answers.Count > 0 && !_isAnswering)
            {
                _isAnswering = true;
                _answering = AnswerAsync(cancellation);
            }

            return text;
        }
    }

    /// <summary>Beside the reads, or two peers that both wait for room to write would wait for ever.</summary>
    private async Task AnswerAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            while (TakeAnswers() is { Length: > 0 } answers)
            {
                await Inner.WriteAsync(answers, cancellation);
                Volatile.Write(ref _answered, _answered + answers.Length);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private byte[] TakeAnswers()
    {
        lock (_gate)
        {
            byte[] answers = [.. _answers];
            _answers.Clear();
            _isAnswering = answers.Length > 0;
            return answers;
        }
    }

    private async ValueTask WaitForAnswersAsync(CancellationToken cancellation)
    {
        if (_answers.Count > MostAnswers)
        {
            await _answering.WaitAsync(cancellation);
        }
    }

    private async ValueTask ThrowFailureAsync()
    {
        if (_answering.IsFaulted)
        {
            await _answering;
        }
    }
}
