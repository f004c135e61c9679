using System.Net;
using System.Text;
using System.Threading.Channels;
using Dotcat.Channels;
using Channel = Dotcat.Channels.Channel;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>A channel whose other end is the test: it says what arrives, and sees what is written.</summary>
internal sealed class MemoryChannel : Channel, IPeer, IDatagrams, IDelivery
{
    private readonly Channel<Arrival> _arrivals = System.Threading.Channels.Channel.CreateUnbounded<Arrival>();
    private readonly Lock _gate = new();
    private readonly List<byte[]> _writes = [];
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _writing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _dealtWith;
    private TaskCompletionSource? _stuck;
    private byte[] _rest = [];

    public override string Name => "memory";

    public override InputKind Input => Kind;

    public InputKind Kind { get; init; }

    public bool Datagram { get; init; }

    public override IDatagrams? Datagrams => Datagram ? this : null;

    /// <summary>Whether it is a peer that has no address to answer to.</summary>
    public bool Nameless { get; init; }

    public override IPeer? Peer => Nameless ? this : null;

    public EndPoint? LocalEndPoint => null;

    public EndPoint? RemoteEndPoint => null;

    public int Unread { get; init; }

    public override bool HasUnread => HasMore;

    /// <summary>Whether it says that it has bytes that nobody has read.</summary>
    public bool HasMore { get; set; }

    public override IDelivery Delivery => this;

    public int MaxRead { get; init; } = 64 * 1024;

    public int MaxWrite { get; init; } = int.MaxValue;

    public long Undelivered { get; set; }

    public long AtRisk => Undelivered;

    public (long Datagrams, long Bytes) Dropped { get; init; }

    public Exception? WriteFailure { get; set; }

    public Exception? CompletionFailure { get; set; }

    public Exception? DisposeFailure { get; init; }

    /// <summary>What draining does; nothing where it is not set.</summary>
    public Func<CancellationToken, Task>? Drain { get; set; }

    public bool IsDisposed { get; private set; }

    /// <summary>When the channel's user has said that no more will be written.</summary>
    public Task Completed => _completed.Task;

    /// <summary>When the first read has begun.</summary>
    public Task Reading => _reading.Task;

    /// <summary>When the first write has begun.</summary>
    public Task Writing => _writing.Task;

    /// <summary>When it is first waited for that whoever takes what is written has gone.</summary>
    public Task Watched => _watched.Task;

    public IReadOnlyList<byte[]> Writes
    {
        get
        {
            lock (_gate)
            {
                return [.. _writes];
            }
        }
    }

    public byte[] Written => [.. Writes.SelectMany(static write => write)];

    public string WrittenText => Encoding.UTF8.GetString(Written);

    /// <summary>Completes when the channel's user has dealt with it, and asks for more.</summary>
    public Task Arrive(string text) => Arrive(Encoding.UTF8.GetBytes(text));

    public Task Arrive(byte[] bytes) => Arrive(() => bytes);

    /// <param name="take">Called when it is read.</param>
    public Task Arrive(Func<byte[]> take)
    {
        var dealtWith = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _arrivals.Writer.TryWrite(new Arrival(take, dealtWith));
        return dealtWith.Task;
    }

    public void ArriveEnd() => Arrive(static () => []);

    public void ArriveFailure(Exception failure) => Arrive(() => throw failure);

    /// <summary>Whoever takes what is written goes.</summary>
    public void Leave() => _gone.SetResult();

    /// <summary>The peer ends, behind whatever nobody has read.</summary>
    public void End() => _ended.SetResult();

    /// <summary>From now on a write takes nothing, until <see cref="Unstick"/>.</summary>
    public void Stick() => _stuck = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Unstick() => _stuck!.SetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        _reading.TrySetResult();
        if (_rest.Length == 0)
        {
            _dealtWith?.TrySetResult();
            Arrival arrival = await _arrivals.Reader.ReadAsync(cancellation);
            _dealtWith = arrival.DealtWith;
            _rest = arrival.Take();
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.AsSpan(0, count).CopyTo(buffer.Span);
        _rest = Datagram ? [] : _rest[count..];
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _writing.TrySetResult();
        cancellation.ThrowIfCancellationRequested();
        if (_stuck is { } stuck)
        {
            await stuck.Task.WaitAsync(cancellation);
        }

        if (WriteFailure is not null)
        {
            throw WriteFailure;
        }

        lock (_gate)
        {
            _writes.Add(bytes.ToArray());
        }
    }

    public override ValueTask CompleteWritesAsync(CancellationToken cancellation)
    {
        if (CompletionFailure is not null)
        {
            throw CompletionFailure;
        }

        _completed.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public bool TryRead(Span<byte> buffer, out int count)
    {
        count = 0;
        return false;
    }

    public Task WaitUntilGoneAsync(CancellationToken cancellation)
    {
        _watched.TrySetResult();
        return _gone.Task.WaitAsync(cancellation);
    }

    public Task WaitUntilEndedAsync(CancellationToken cancellation) => _ended.Task.WaitAsync(cancellation);

    public async ValueTask DrainAsync(CancellationToken cancellation)
    {
        if (Drain is not null)
        {
            await Drain(cancellation);
        }
    }

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return DisposeFailure is null ? ValueTask.CompletedTask : ValueTask.FromException(DisposeFailure);
    }

    private sealed record Arrival(Func<byte[]> Take, TaskCompletionSource DealtWith);
}
