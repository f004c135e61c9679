using System.Net.Sockets;
using Dotcat.Cli;
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

    public void Dispose() => _folder.Dispose();

    private Task<ExitCode> ServeAsync(CommandService service) =>
        service.ServeAsync(Peer, static () => { }, CancellationToken.None).ToldAsync(_silent, isOfMany: false);

    private CommandService Open(string script) =>
        new(CommandWords.ForShell(script), new ServiceOptions(), _silent, _time);
}
