using Dotcat.Cli;
using Dotcat.Dialing;

namespace Dotcat.Tests.Unit.Cli;

/// <summary><c>--retry</c> and the options beside it.</summary>
public sealed class RetryOptionTests
{
    [Fact]
    public void Retry_Count_UsesTheDefaultPauses()
    {
        RetryOptions? retry = Words.Read("--retry", "3", "localhost").Retry;

        Assert.Equal(
            new RetryOptions
            {
                Retries = 3,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(10),
                Total = null,
            },
            retry
        );
    }

    [Fact]
    public void Retry_Forever_HasNoLimit() =>
        Assert.Equal(int.MaxValue, Words.Read("--retry=forever", "localhost").Retry!.Retries);

    [Theory]
    [InlineData("--retry=0", "localhost")]
    [InlineData("--retry=0", "--retry-for=1m", "localhost")]
    [InlineData("-l")]
    public void Retry_ZeroOrNotGiven_IsNone(params string[] words) => Assert.Null(Words.Read(words).Retry);

    [Fact]
    public void Retry_WhileListening_IsForBinding() => Assert.Equal(2, Words.Read("-l", "--retry=2").Retry!.Retries);

    [Fact]
    public void RetryFor_Alone_TriesAsManyTimesAsFit()
    {
        RetryOptions? retry = Words.Read("--retry-for", "1m", "localhost").Retry;

        Assert.Equal(int.MaxValue, retry!.Retries);
        Assert.Equal(TimeSpan.FromMinutes(1), retry.Total);
    }

    [Fact]
    public void Pauses_Given_AreSet()
    {
        RetryOptions? retry = Words
            .Read("--retry=1", "--retry-delay=2s", "--retry-max-delay=3s", "--retry-for=24h", "localhost")
            .Retry;

        Assert.Equal(TimeSpan.FromSeconds(2), retry!.Delay);
        Assert.Equal(TimeSpan.FromSeconds(3), retry.MaxDelay);
        Assert.Equal(TimeSpan.FromHours(24), retry.Total);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, int.MaxValue, "--reconnect")]
    [InlineData(3, 3, "--reconnect", "--retry=3")]
    [InlineData(int.MaxValue, int.MaxValue, "--reconnect", "--retry=forever")]
    [InlineData(int.MaxValue, int.MaxValue, "--reconnect", "--retry-for=1m")]
    [InlineData(3, 3, "--reconnect", "--retry=3", "--retry-for=1m")]
    public void Reconnect_GoesOnForever_UnlessTheOthersLimitIt(int? first, int? again, params string[] words)
    {
        SessionOptions options = Words.Read([.. words, "localhost"]);

        Assert.Equal((first, again), (options.Retry?.Retries, options.Reconnect?.Retries));
        Assert.Equal(again is not null, options.Service.Relay.EndsWithPeer);
    }

    [Fact]
    public void Reconnect_Alone_HasThePausesThatWereGiven()
    {
        SessionOptions options = Words.Read("--reconnect", "--retry-delay=1s", "--retry-max-delay=2s", "localhost");

        Assert.Null(options.Retry);
        Assert.Equal(
            (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
            (options.Reconnect!.Delay, options.Reconnect.MaxDelay)
        );
    }

    [Fact]
    public void Reconnect_WithKeepOpen_OutlivesThePeersEnd() =>
        Assert.False(Words.Read("--reconnect", "-k", "localhost").Service.Relay.EndsWithPeer);

    [Fact]
    public void Delay_OverTheDefaultLimit_RaisesTheLimit() =>
        Assert.Equal(TimeSpan.FromMinutes(1), Words.Read("--retry=1", "--retry-delay=1m", "localhost").Retry!.MaxDelay);

    [Fact]
    public void MaxDelay_UnderTheDefaultDelay_LowersTheDelay() =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(50),
            Words.Read("--retry=1", "--retry-max-delay=50ms", "localhost").Retry!.Delay
        );
}
