using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Channels;

/// <summary>What a channel leaves that changes, divides or holds back what is written, when the one beneath it breaks.</summary>
public sealed class UnsentTests : IDisposable
{
    private static readonly Arbitrary<byte[][]> _chunks = Gen.Elements((byte)255, (byte)'\n', (byte)'\r', (byte)'a')
        .ArrayOf()
        .ArrayOf()
        .ToArbitrary();

    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _givingUp = new();

    [Fact]
    public void OfCrlf_TogetherWithWhatWasTaken_IsAllThatWasWritten() => Hold(static inner => new CrlfChannel(inner));

    [Fact]
    public void OfTelnet_TogetherWithWhatWasTaken_IsAllThatWasWritten() =>
        Hold(static inner => new TelnetChannel(inner));

    [Fact]
    public void OfBoth_TogetherWithWhatWasTaken_IsAllThatWasWritten() =>
        Hold(static inner => new CrlfChannel(new TelnetChannel(inner)));

    [Fact]
    public void OfARate_TogetherWithWhatWasTaken_IsAllThatWasWritten() =>
        Hold(static inner => new RatedChannel(
            inner,
            new TokenBucket(1000, TimeProvider.System),
            new TokenBucket(1_000_000_000, TimeProvider.System)
        ));

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhileARateLetsNothingPass_IsWhatHasNotPassed()
    {
        var inner = new BreakingChannel();
        var bucket = new TokenBucket(100, _time);
        await using var channel = new RatedChannel(inner, bucket, bucket);
        Task writing = channel.WriteAsync("0123456789abcdef"u8.ToArray(), _givingUp.Token).AsTask();
        Assert.Equal("0123456789"u8.ToArray(), inner.Arrived);

        await _givingUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Equal("abcdef"u8.ToArray(), channel.Unsent!.Value.ToArray());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WhileALineWaitsForItsTime_IsThatLine()
    {
        var inner = new BreakingChannel();
        await using var channel = new DelayedChannel(inner, TimeSpan.FromSeconds(1), eachWrite: false, _time);
        await channel.WriteAsync("one\n"u8.ToArray(), CancellationToken.None);
        Assert.Equal(0, channel.Unsent!.Value.Length);
        Task writing = channel.WriteAsync("two\n"u8.ToArray(), _givingUp.Token).AsTask();

        await _givingUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Equal("two\n"u8.ToArray(), channel.Unsent!.Value.ToArray());
    }

    public void Dispose() => _givingUp.Dispose();

    /// <summary>
    /// What is left, sent over another connection behind what the first one took, is what an unbroken one would have
    /// taken; only a pair that was cut between its bytes is whole again in the second.
    /// </summary>
    private static void Hold(Func<Channel, Channel> wrap) =>
        Prop.ForAll(
                _chunks,
                Gen.Choose(0, 40).ToArbitrary(),
                (chunks, takes) =>
                {
                    var broken = new BreakingChannel(takes);
                    Channel first = wrap(broken);
                    int written = 0;
                    while (written < chunks.Length && !broken.IsBroken)
                    {
                        Task writing = first.WriteAsync(chunks[written++], CancellationToken.None).AsTask();
                        Assert.Equal(broken.IsBroken, writing.IsFaulted);
                    }

                    byte[] all = [.. chunks[..written].SelectMany(static chunk => chunk)];
                    byte[] rest = first.Unsent!.Value.ToArray();
                    byte[] sent = all[..^rest.Length];
                    byte[] whole = Through(wrap, sent);
                    byte[] next = Through(wrap, all)[whole.Length..];
                    return all.TakeLast(rest.Length).SequenceEqual(rest)
                        && broken.Arrived.Take(whole.Length).SequenceEqual(whole)
                        && broken.Arrived.Length - whole.Length <= Math.Min(1, rest.Length)
                        && next.Take(broken.Arrived.Length - whole.Length)
                            .SequenceEqual(broken.Arrived[whole.Length..]);
                }
            )
            .QuickCheckThrowOnFailure();

    private static byte[] Through(Func<Channel, Channel> wrap, byte[] bytes)
    {
        var inner = new BreakingChannel();
        Assert.True(wrap(inner).WriteAsync(bytes, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        return inner.Arrived;
    }
}
