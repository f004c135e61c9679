using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary>What every service does with what it exchanges, an echo for one.</summary>
public sealed class ServiceTests
{
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Telnet_IsTakenOut_AndRefused()
    {
        await using ServiceRun run = Open(new ServiceOptions { Telnet = true });
        MemoryChannel peer = run.Meet();

        await peer.Arrive([255, 253, 1, (byte)'x']); // DO ECHO
        peer.ArriveEnd();
        await run.Served(0);

        Assert.Equal([255, 252, 1, (byte)'x'], peer.Written); // WON'T ECHO
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LineFeeds_BecomeCrLf()
    {
        await using ServiceRun run = Open(new ServiceOptions { Crlf = true });
        MemoryChannel peer = run.Meet();

        await peer.Arrive("one\ntwo\n");

        Assert.Equal("one\r\ntwo\r\n", peer.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Lines_WaitForTheirTime()
    {
        var pause = TimeSpan.FromSeconds(5);
        await using ServiceRun run = Open(new ServiceOptions { Delay = pause });
        MemoryChannel peer = run.Meet();
        await peer.Arrive("one\n");

        Task second = peer.Arrive("two\n");
        await run.Time.TimerSetAsync(pause);
        Assert.Equal("one\n", peer.WrittenText);
        run.Time.Advance(pause);
        await second;

        Assert.Equal("one\ntwo\n", peer.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Lines_AreADatagramEach_AndOneThatIsTooLongIsLost()
    {
        await using ServiceRun run = Open(new ServiceOptions { Lines = true });
        MemoryChannel peer = run.Meet(new MemoryChannel { Datagram = true, MaxWrite = 5 });

        await peer.Arrive("one\n123456\ntwo\n");

        Assert.Equal(["one"u8.ToArray(), "two"u8.ToArray()], peer.Writes);
        Assert.Contains(run.Said, static said => said.Contains("6 bytes", StringComparison.Ordinal));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Traffic_IsCounted_AlsoOfWhoHasGone()
    {
        Traffic? traffic = null;
        await using ServiceRun run = Open(new ServiceOptions(), service => traffic = service.Traffic);
        MemoryChannel first = run.Meet();
        await first.Arrive("12345");
        first.ArriveEnd();
        await run.Served(0);
        MemoryChannel second = run.Meet();
        await second.Arrive("123");

        Assert.Equal(new TrafficCount(8, 8, Present: 1, Peers: 2, TimeSpan.Zero), traffic!.Count);
    }

    private static ServiceRun Open(ServiceOptions options, Action<Service>? opened = null) =>
        new(
            (_, rules, reporter, time) =>
            {
                var service = new EchoService(rules, reporter, time) { Traffic = new Traffic(time) };
                opened?.Invoke(service);
                return service;
            },
            options with
            {
                KeepOpen = true,
            },
            Verbosity.Events
        );
}
