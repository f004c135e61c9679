using System.Net.Sockets;
using Dotcat.Cli;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary>How long a program may go on when its connection has ended.</summary>
public sealed class CommandServiceTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Reporter _silent = new(TextWriter.Null, Verbosity.Quiet);

    private MemoryChannel Peer { get; } = new();

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task EndInOrder_LeavesTheProgramItsTime()
    {
        Skip.If(OperatingSystem.IsWindows(), "sh");
        await using CommandService service = Open(
            $"exec >&-; until [ -e {_folder.File("go")} ]; do sleep 0.01; done; exit 7"
        );
        Task<ExitCode> serving = ServeAsync(service);
        Peer.ArriveEnd();
        await _time.TimerSetAsync(CommandEnding.ExitWait);

        await File.WriteAllTextAsync(_folder.File("go"), "");

        Assert.Equal(7, (int)await serving);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_LeavesTheProgramNone()
    {
        Skip.If(OperatingSystem.IsWindows(), "sh");
        await using CommandService service = Open("exec sleep 1000");
        Task<ExitCode> serving = ServeAsync(service);
        Peer.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));

        while (await Task.WhenAny(serving, _time.NextTimerAsync()) is Task<TimeSpan> next)
        {
            _time.Advance(await next);
        }

        Assert.Equal(ExitCode.Failed, await serving);
        Assert.True(_time.GetElapsedTime(0) < CommandEnding.ExitWait);
    }

    [Fact]
    public void Program_ThatIsNotThere_IsToldBeforeAnybodyComes()
    {
        DotcatException failure = Assert.Throws<DotcatException>(() => Open(new Answer.Command("no-such-program", [])));

        Assert.Equal(ExitCode.NothingTried, failure.ExitCode);
        Assert.Contains("no-such-program", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A program that reads to the end of its input would go on for ever if nobody told it of one.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task SendOnly_GivesTheProgramNoInput()
    {
        Skip.If(OperatingSystem.IsWindows(), "sh");
        await using CommandService service = Open("cat; echo done", new RelayOptions { SendOnly = true });

        Assert.Equal(ExitCode.Done, await ServeAsync(service));
        Assert.Equal("done\n", Peer.WrittenText);
    }

    /// <summary>A program whose output nobody took would stop when the pipe is full.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task RecvOnly_TakesWhatTheProgramSays_AndSendsNothing()
    {
        Skip.If(OperatingSystem.IsWindows(), "sh");
        await using CommandService service = Open(
            $"head -c 1000000 /dev/zero && cat > {_folder.File("heard")}",
            new RelayOptions { ReceiveOnly = true }
        );
        Task<ExitCode> serving = ServeAsync(service);
        _ = Peer.Arrive("said");
        Peer.ArriveEnd();

        Assert.Equal(ExitCode.Done, await serving);
        Assert.Equal("said", await File.ReadAllTextAsync(_folder.File("heard")));
        Assert.Empty(Peer.Writes);
    }

    public void Dispose() => _folder.Dispose();

    private Task<ExitCode> ServeAsync(CommandService service) =>
        service.ServeAsync(Peer, static () => { }, CancellationToken.None).ToldAsync(_silent, isOfMany: false);

    private CommandService Open(string script, RelayOptions? rules = null) =>
        Open(CommandWords.ForShell(script), rules);

    private CommandService Open(Answer.Command command, RelayOptions? rules = null) =>
        new(command, new ServiceOptions { Relay = rules ?? new RelayOptions() }, _silent, _time);
}
