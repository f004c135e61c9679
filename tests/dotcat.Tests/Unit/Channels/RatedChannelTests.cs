using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class RatedChannelTests : IAsyncDisposable
{
    private const int Rate = 1000;
    private const int Burst = Rate / 10;

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly MemoryChannel _stream = new();
    private readonly MemoryChannel _datagrams = new() { Datagram = true, MaxWrite = 2000 };

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AStreamIsWritten_InPiecesThatTheRateAllows()
    {
        RatedChannel channel = Rated(_stream);
        byte[] bytes = Bytes(250);

        Task writing = channel.WriteAsync(bytes, _stop.Token).AsTask();
        await PassTimeAsync(writing);

        Assert.Equal(bytes, _stream.Written);
        Assert.Equal([Burst, 26, 26, 26, 26, 26, 20], _stream.Writes.Select(static write => write.Length));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AStreamIsRead_InPiecesThatTheRateAllows()
    {
        RatedChannel channel = Rated(_stream);
        _ = _stream.Arrive(Bytes(250));
        byte[] buffer = new byte[1000];
        var pieces = new List<int>();
        for (int left = 250; left > 0; left -= pieces[^1])
        {
            Task<int> reading = channel.ReadAsync(buffer, _stop.Token).AsTask();
            await PassTimeAsync(reading);
            pieces.Add(await reading);
        }

        Assert.Equal([Burst, 26, 26, 26, 26, 26, 20], pieces);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ADatagram_IsWrittenWhole_AndPaidForAfterwards()
    {
        RatedChannel channel = Rated(_datagrams);
        await channel.WriteAsync(Bytes(1000), _stop.Token);
        Assert.Equal(1000, Assert.Single(_datagrams.Writes).Length);

        Task second = channel.WriteAsync(Bytes(10), _stop.Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(second.IsCompleted);
        await PassTimeAsync(second);

        Assert.Equal(2, _datagrams.Writes.Count);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ADatagram_IsReadWhole_AndPaidForAfterwards()
    {
        RatedChannel channel = Rated(_datagrams);
        _ = _datagrams.Arrive(Bytes(1000));
        _ = _datagrams.Arrive(Bytes(10));
        byte[] buffer = new byte[channel.ReadSize];
        Assert.Equal(1000, await channel.ReadAsync(buffer, _stop.Token));
        Assert.False(channel.TryRead(buffer, out _));

        Task<int> second = channel.ReadAsync(buffer, _stop.Token).AsTask();
        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(second.IsCompleted);
        await PassTimeAsync(second);

        Assert.Equal(10, await second);
    }

    [Fact]
    public void DatagramsThatAreThere_AreReadAsFarAsTheRateAllows()
    {
        RatedChannel channel = Rated(
            new WaitingDatagrams(new InvalidOperationException(), Bytes(80), Bytes(81), Bytes(82))
        );
        byte[] buffer = new byte[channel.ReadSize];

        Assert.Equal([80, 81], TakeAll());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(channel.TryRead(buffer, out int last));
        Assert.Equal(82, last);

        IEnumerable<int> TakeAll()
        {
            while (channel.TryRead(buffer, out int count))
            {
                yield return count;
            }
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AnEmptyDatagram_IsOneToo()
    {
        await Rated(_datagrams).WriteAsync(default, _stop.Token);

        Assert.Empty(Assert.Single(_datagrams.Writes));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AReadThatIsGivenUpWhileItWaits_LosesNothing()
    {
        RatedChannel channel = Rated(_stream);
        byte[] buffer = new byte[1000];
        byte[] bytes = Bytes(250);
        _ = _stream.Arrive(bytes);
        int first = await channel.ReadAsync(buffer, _stop.Token);

        Task<int> givenUp = channel.ReadAsync(buffer, _stop.Token).AsTask();
        Assert.True(channel.Throttles!.Reads.IsWaiting);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        Assert.False(channel.Throttles!.Reads.IsWaiting);

        _time.Advance(TimeSpan.FromSeconds(1));
        int second = await channel.ReadAsync(buffer.AsMemory(first), CancellationToken.None);
        Assert.Equal(bytes[..(2 * Burst)], buffer[..(first + second)]);
    }

    /// <summary>Nobody is held back by a peer that has nothing to say.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task PeersShareTheRate_AndASilentOneTakesNoneOfIt()
    {
        (TokenBucket reads, TokenBucket writes) = (new TokenBucket(Rate, _time), new TokenBucket(Rate, _time));
        var silent = new RatedChannel(_datagrams, reads, writes);
        var one = new RatedChannel(_stream, reads, writes);
        var other = new RatedChannel(new MemoryChannel(), reads, writes);
        _ = silent.ReadAsync(new byte[silent.ReadSize], _stop.Token).AsTask();
        _ = _stream.Arrive(Bytes(250));

        Assert.Equal(Burst, await one.ReadAsync(new byte[1000], _stop.Token));
        await one.WriteAsync(Bytes(Burst), _stop.Token);

        Task writing = other.WriteAsync(Bytes(1), _stop.Token).AsTask();
        Assert.False(writing.IsCompleted);
        await PassTimeAsync(writing);
    }

    [Theory]
    [InlineData(false, Burst)]
    [InlineData(true, 2000)]
    public void WhoeverWrites_IsToldHowMuchPassesAtOnce(bool isDatagram, int size)
    {
        RatedChannel channel = Rated(isDatagram ? _datagrams : _stream);

        Assert.Equal(size, channel.WriteSize);
        Assert.Equal(isDatagram, channel.Datagrams is not null);
    }

    [Fact]
    public void WhatIsAroundIt_HasItsThrottles()
    {
        RatedChannel channel = Rated(_stream);

        Assert.Same(channel.Throttles, new CrlfChannel(channel).Throttles);
        Assert.Null(new CrlfChannel(_stream).Throttles);
    }

    public async ValueTask DisposeAsync()
    {
        _stop.Dispose();
        await _stream.DisposeAsync();
        await _datagrams.DisposeAsync();
    }

    private RatedChannel Rated(Channel inner) => new(inner, new TokenBucket(Rate, _time), new TokenBucket(Rate, _time));

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(static i => (byte)i)];

    private async Task PassTimeAsync(Task until)
    {
        while (await Task.WhenAny(until, _time.NextTimerAsync()) is Task<TimeSpan> next && next != until)
        {
            _time.Advance(await next);
        }
    }
}
