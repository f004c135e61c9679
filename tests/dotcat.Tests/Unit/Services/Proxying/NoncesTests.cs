using Dotcat.Services.Proxying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Proxying;

public sealed class NoncesTests
{
    private readonly ManualTime _time = new();
    private readonly Nonces _nonces;

    public NoncesTests() => _nonces = new Nonces(_time);

    [Fact]
    public void Use_EachCount_IsTakenOnce()
    {
        string nonce = _nonces.Issue();

        Assert.True(_nonces.TryUse(nonce, 1));
        Assert.False(_nonces.TryUse(nonce, 1));
        Assert.True(_nonces.TryUse(nonce, 2));
        Assert.False(_nonces.TryUse(nonce, 1));
        Assert.False(_nonces.TryUse(nonce.ToLowerInvariant(), 1)); // the same nonce, however it is written
    }

    [Fact]
    public void Use_OfZero_IsNone() => Assert.False(_nonces.TryUse(_nonces.Issue(), 0));

    [Fact]
    public void Use_AfterItsLifetime_IsRefused()
    {
        string nonce = _nonces.Issue();
        _time.Advance(Nonces.Lifetime - TimeSpan.FromTicks(1));
        Assert.True(_nonces.TryUse(nonce, 1));

        _time.Advance(TimeSpan.FromTicks(1));

        Assert.False(_nonces.TryUse(nonce, 2));
        Assert.True(_nonces.TryUse(_nonces.Issue(), 1));
    }

    [Fact]
    public void Use_OfWhatWasNotIssuedHere_IsRefused()
    {
        string nonce = _nonces.Issue();
        string changed = (nonce[0] == '0' ? '1' : '0') + nonce[1..];

        Assert.False(_nonces.TryUse(changed, 1));
        Assert.False(_nonces.TryUse(nonce[..^2], 1));
        Assert.False(_nonces.TryUse(nonce + "00", 1));
        Assert.False(_nonces.TryUse(new string('x', nonce.Length), 1));
        Assert.False(_nonces.TryUse("", 1));
        Assert.False(_nonces.TryUse(new Nonces(_time).Issue(), 1));
    }

    [Fact]
    public void Use_OfMoreThanAreRemembered_EndsTheOldestForGood()
    {
        string oldest = _nonces.Issue();
        Assert.True(_nonces.TryUse(oldest, 1));
        _time.Advance(TimeSpan.FromTicks(1));
        string newest = "";
        for (int i = 0; i < Nonces.MostRemembered; i++)
        {
            newest = _nonces.Issue();
            Assert.True(_nonces.TryUse(newest, 1));
        }

        Assert.False(_nonces.TryUse(oldest, 1)); // forgotten, and not to be replayed
        Assert.False(_nonces.TryUse(oldest, 2));
        Assert.False(_nonces.TryUse(newest, 1));
        Assert.True(_nonces.TryUse(newest, 2));
    }

    [Fact]
    public void Counts_OutOfOrder_AreTakenOnceEach()
    {
        var counts = new NonceCounts(issued: 0);

        Assert.All((uint[])[3, 1, 2, 66, 4, 3 + 63 + 1], count => Assert.True(counts.TryUse(count)));
        Assert.All((uint[])[1, 2, 3, 4, 66, 67, 0], count => Assert.False(counts.TryUse(count)));
        Assert.True(counts.TryUse(5));
    }

    [Fact]
    public void Counts_FarBehind_AreTakenForSeen()
    {
        var counts = new NonceCounts(issued: 0);

        Assert.True(counts.TryUse(uint.MaxValue));
        Assert.False(counts.TryUse(uint.MaxValue - 64));
        Assert.True(counts.TryUse(uint.MaxValue - 63));
        Assert.False(counts.TryUse(1));
    }
}
