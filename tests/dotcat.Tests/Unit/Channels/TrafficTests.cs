using Dotcat.Channels;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class TrafficTests
{
    private readonly ManualTime _time = new();
    private readonly Traffic _traffic;

    public TrafficTests() => _traffic = new Traffic(_time);

    [Fact]
    public void Count_BeforeAnybodyIsThere_IsNone()
    {
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Null(_traffic.Count);
    }

    [Fact]
    public void Count_IsOfAll_AndOfThoseWhoHaveGone_FromWhenTheFirstOneCame()
    {
        _time.Advance(TimeSpan.FromSeconds(3));
        Meter first = _traffic.Join();
        first.Send(1);
        first.Receive(2);
        _time.Advance(TimeSpan.FromSeconds(1));
        Meter second = _traffic.Join();
        second.Send(10);
        second.Receive(20);
        Assert.Equal(new TrafficCount(11, 22, Present: 2, Peers: 2, TimeSpan.FromSeconds(1)), _traffic.Count);

        _traffic.Leave(first);
        second.Send(100);

        Assert.Equal(new TrafficCount(111, 22, Present: 1, Peers: 2, TimeSpan.FromSeconds(1)), _traffic.Count);
    }
}
