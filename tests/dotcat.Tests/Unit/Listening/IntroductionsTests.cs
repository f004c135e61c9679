using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.ProxyProtocol;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Listening;

public sealed class IntroductionsTests : IDisposable
{
    private const string Line = "PROXY TCP4 192.0.2.1 198.51.100.1 50000 443\r\n";

    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(5);

    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly Introductions _introductions;

    public IntroductionsTests() =>
        _introductions = new Introductions(_wait, new Reporter(_stderr, Verbosity.Events), _time);

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Arrival_IsTheClientThatItsHeaderNames_AndWhatFollowsIsTheClients()
    {
        var arrival = new MemoryChannel { Nameless = true };
        _ = arrival.Arrive(Line + "payload");

        Channel? client = await _introductions.MakeAsync(arrival, CancellationToken.None);

        Assert.NotNull(client);
        Assert.Equal(IPEndPoint.Parse("192.0.2.1:50000"), client.Peer?.RemoteEndPoint);
        byte[] payload = await client.ReadExactlyAsync("payload".Length, CancellationToken.None);
        Assert.Equal("payload"u8, payload);
        Assert.Equal("", _stderr.ToString());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0")]
    public async Task Arrival_IsItself_WhereItsHeaderNamesNobody(string header)
    {
        var arrival = new MemoryChannel();
        _ = arrival.Arrive(header);

        Assert.Same(arrival, await _introductions.MakeAsync(arrival, CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Header_InPieces_IsWaitedFor_UntilTheTimeIsUp()
    {
        var arrival = new MemoryChannel();
        Task<Channel?> introduction = _introductions.MakeAsync(arrival, CancellationToken.None);
        await arrival.Arrive(Line[..20]);
        await _time.TimerSetAsync(_wait);
        _time.Advance(_wait / 2);
        await arrival.Arrive(Line[20..^1]);
        Assert.False(introduction.IsCompleted);

        _time.Advance(_wait / 2);

        Assert.Null(await introduction);
        Assert.Equal("dotcat: memory turned away: no whole PROXY header within 5 s\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Arrival_ThatSaysSomethingElse_IsTurnedAway()
    {
        var arrival = new MemoryChannel();
        _ = arrival.Arrive("GET / HTTP/1.1\r\n");

        Assert.Null(await _introductions.MakeAsync(arrival, CancellationToken.None));
        Assert.Equal("dotcat: memory turned away: no PROXY header came first\n", _stderr.ToString());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("")]
    [InlineData("PROXY TCP4 192.0.2.1")]
    public async Task Arrival_ThatEnds_IsTurnedAway(string start)
    {
        var arrival = new MemoryChannel();
        if (start.Length > 0)
        {
            _ = arrival.Arrive(start);
        }

        arrival.ArriveEnd();

        Assert.Null(await _introductions.MakeAsync(arrival, CancellationToken.None));
        Assert.Equal("dotcat: memory turned away: it ended before a whole PROXY header had come\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Arrival_ThatFails_IsTurnedAway()
    {
        var arrival = new MemoryChannel();
        arrival.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));

        Assert.Null(await _introductions.MakeAsync(arrival, CancellationToken.None));
        Assert.Equal("dotcat: memory turned away: connection reset by the peer\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stop_IsNoFailureOfTheArrivals()
    {
        using var stop = new CancellationTokenSource();
        Task<Channel?> introduction = _introductions.MakeAsync(new MemoryChannel(), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => introduction);
        Assert.Equal("", _stderr.ToString());
    }

    public void Dispose() => _stderr.Dispose();
}
