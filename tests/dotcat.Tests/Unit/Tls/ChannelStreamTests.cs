using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>What a server's session writes, and when the channel below gets it.</summary>
public sealed class ChannelStreamTests
{
    private static readonly byte[] _flight = [22, 3, 3, 0, 1, 1, 23, 3, 3, 0, 1, 2];
    private static readonly byte[] _ticket = [23, 3, 3, 0, 1, 3];
    private static readonly byte[] _record = [23, 3, 3, 0, 1, 4];

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Tickets_WaitForWhatIsWrittenAfterThem()
    {
        await using var below = new MemoryChannel();
        await using var stream = new ChannelStream(below) { DelaysTickets = true };
        await stream.WriteAsync(_flight);
        await stream.WriteAsync(_ticket);
        await stream.WriteAsync(_ticket);
        stream.DelaysTickets = false;
        Assert.Equal(_flight, below.Written);
        Assert.Equal(_flight.Length, stream.Written);

        await stream.WriteAsync(_record);

        Assert.Equal([.. _flight, .. _ticket, .. _ticket, .. _record], below.Written);
        Assert.Equal(below.Written.Length, stream.Written);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Alert_OfAHandshakeThatFails_IsNotKeptBack()
    {
        await using var below = new MemoryChannel();
        await using var stream = new ChannelStream(below) { DelaysTickets = true };
        await stream.WriteAsync(_flight);
        await stream.WriteAsync(_ticket); // or an alert, which looks the same

        await stream.SendDelayedAsync();

        Assert.Equal([.. _flight, .. _ticket], below.Written);
    }
}
