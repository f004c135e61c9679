using Dotcat.Relaying;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Relaying;

public sealed class MemberTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    /// <summary>What was posted is written when the peer has said all that it wants to.</summary>
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenUp_WithTheRestUnwritten_HasNotFinished(bool byItsSilence)
    {
        var time = new ManualTime();
        var channel = new MemoryChannel();
        using var run = new CancellationTokenSource();
        await using var member = new Member(channel, _limit, time, run.Token);
        channel.Stick();
        var chunk = Chunk.Of("unwritten"u8);
        member.Outbox.Post(chunk);
        Task<Conversation> ending = member.EndAsync(Task.CompletedTask);
        Assert.False(ending.IsCompleted);

        if (byItsSilence)
        {
            time.Advance(_limit);
        }
        else
        {
            await run.CancelAsync();
        }

        Conversation conversation = await ending;
        Assert.Equal(byItsSilence ? new Ending.Idle(_limit) : new Ending.Stopped(), conversation.Ending);
        Assert.Equal(9, conversation.Undelivered);
    }
}
