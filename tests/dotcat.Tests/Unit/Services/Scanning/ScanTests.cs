using System.Text;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Interop;
using Dotcat.Reporting;
using Dotcat.Services.Scanning;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services.Scanning;

/// <summary>What a scan writes and says, and how it ends.</summary>
public sealed class ScanTests : IDisposable
{
    private readonly MemoryChannel _output = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private int _runs;

    private string Output => string.Concat(_output.Writes.Select(Encoding.UTF8.GetString));

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Ports_ThatAreOpen_AreWritten()
    {
        Assert.Equal(
            ExitCode.Done,
            await RunAsync([
                [PortState.Closed, PortState.Open, PortState.Filtered],
            ])
        );

        Assert.Equal("80/tcp open http\n", Output.Replace("unknown", "http", StringComparison.Ordinal));
        Assert.Equal("", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Ports_ThatAreNotToBeWritten_AreNot_WhateverTheVerbosity()
    {
        ScanTarget target = new("host", [80, 79], "tcp") { IsWritten = false };
        var reporter = new Reporter(_stderr, Verbosity.Attempts);
        var probe = new FakeProbe();
        probe.Know(79, PortState.Closed);
        probe.Know(80, PortState.Open);
        var report = new ScanReport(target, _output, isVerbose: true, reporter);
        var scan = new Scan(target, _ => Task.FromResult(new Scanner(probe, 1)), null, report, reporter, _time);

        Assert.Equal(ExitCode.Done, await scan.RunAsync(_stop.Token));

        Assert.Equal("", Output);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task DatagramPorts_ThatMayBeOpen_AreWritten_AndCount()
    {
        Assert.Equal(
            ExitCode.Done,
            await RunAsync(
                [
                    [PortState.Closed, PortState.OpenOrFiltered],
                ],
                protocol: "udp"
            )
        );

        Assert.StartsWith("80/udp open|filtered ", Output, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task NoPortOpen_FailsWithoutAWord()
    {
        Assert.Equal(
            ExitCode.Failed,
            await RunAsync([
                [PortState.Closed, PortState.Filtered],
            ])
        );

        Assert.Equal(("", ""), (Output, _stderr.ToString()));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(nameof(PortState.Open), 0)]
    [InlineData(nameof(PortState.Closed), 1)]
    public async Task SinglePort_IsTheExitCodeAlone(string state, int exitCode)
    {
        Assert.Equal(
            (ExitCode)exitCode,
            await RunAsync([
                [Enum.Parse<PortState>(state)],
            ])
        );

        Assert.Equal(("", ""), (Output, _stderr.ToString()));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Verbose_WritesEachPort_AndSaysTheSum()
    {
        await RunAsync(
            [
                [PortState.Closed, PortState.Open, PortState.Filtered, PortState.Closed],
            ],
            Verbosity.Events
        );

        Assert.Equal(
            ["79/tcp closed", "80/tcp open", "81/tcp filtered", "82/tcp closed"],
            Output.TrimEnd('\n').Split('\n').Select(static line => line[..line.LastIndexOf(' ')])
        );
        Assert.Equal("dotcat: 1 open, 2 closed, 1 filtered in 0 ms\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnixSocket_HasNeitherPortNorService()
    {
        await RunAsync(
            [
                [PortState.Open],
            ],
            Verbosity.Events,
            path: "/run/x.sock"
        );

        Assert.Equal("/run/x.sock open\n", Output);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Retry_RunsUntilOneIsOpen_AndTellsOnlyOfTheLast()
    {
        Task<ExitCode> run = RunAsync(
            [
                [PortState.Closed, PortState.Filtered],
                [PortState.Closed, PortState.Filtered],
                [PortState.Closed, PortState.Open],
            ],
            Verbosity.Events,
            new RetryOptions { Retries = 5 }
        );
        await PassAsync(pauses: 2);

        Assert.Equal(ExitCode.Done, await run);
        Assert.Equal(3, _runs);
        Assert.Matches("^79/tcp closed [a-z-]+\n80/tcp open [a-z-]+\n$", Output);
        Assert.Matches(
            """
            ^dotcat: attempt 1 of 5 in [0-9.]+ m?s: none of 2 ports is open
            dotcat: attempt 2 of 5 in [0-9.]+ m?s: none of 2 ports is open
            dotcat: 1 open, 1 closed in [0-9.]+ m?s
            $
            """,
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Retry_InVain_TellsOfTheLastRun_AndSaysWhy()
    {
        Task<ExitCode> run = RunAsync(
            [
                [PortState.Filtered],
                [PortState.Closed],
            ],
            Verbosity.Events,
            new RetryOptions { Retries = 1 }
        );
        await PassAsync(pauses: 1);

        var e = await Assert.ThrowsAsync<DotcatException>(() => run);
        Assert.Equal(("host:79: closed", ExitCode.Failed), (e.Message, e.ExitCode));
        Assert.Matches("^79/tcp closed [a-z-]+\n$", Output);
        Assert.Contains(": filtered\n", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_ThatTimeCannotMend_EndsIt()
    {
        var failure = new DotcatException("no such host", ExitCode.NothingTried);
        Scan scan = Make(_ => throw failure, 2, new RetryOptions { Retries = 5 });

        Assert.Same(failure, await Assert.ThrowsAsync<DotcatException>(() => scan.RunAsync(_stop.Token)));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderThatHasGone_EndsIt_Done()
    {
        var probe = new FakeProbe();
        Task<ExitCode> run = Make(_ => Task.FromResult(new Scanner(probe, 2)), 2).RunAsync(_stop.Token);
        await probe.BegunAsync(2);

        _output.Leave();

        Assert.Equal(ExitCode.Done, await run);
        Assert.True(probe.IsDisposed);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ReaderThatIsFoundGoneInWriting_EndsIt_Done()
    {
        _output.WriteFailure = new BrokenPipeException();

        Assert.Equal(
            ExitCode.Done,
            await RunAsync([
                [PortState.Open, PortState.Open],
            ])
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task OutputThatFails_IsSaid()
    {
        _output.WriteFailure = new IOException("No space left on device");

        var e = await Assert.ThrowsAsync<DotcatException>(() =>
            RunAsync([
                [PortState.Open, PortState.Open],
            ])
        );

        Assert.Equal("cannot write to standard output: no space left on device", e.Message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Cancelling_LeavesWhatIsKnown()
    {
        var probe = new FakeProbe();
        Task<ExitCode> run = Make(_ => Task.FromResult(new Scanner(probe, 2)), 2).RunAsync(_stop.Token);
        await probe.BegunAsync(2);
        probe.Know(79, PortState.Open);
        await Eventually.TrueAsync(() => Output.Length > 0, "a line");

        await _stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.StartsWith("79/tcp open ", Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _ = _output.DisposeAsync().AsTask(); // at once
        _stop.Dispose();
        _stderr.Dispose();
    }

    /// <param name="runs">The states of the ports from 79 on, in one run after the other.</param>
    /// <param name="verbosity">How much is said.</param>
    /// <param name="retry">Null for one run.</param>
    /// <param name="protocol">What is spoken.</param>
    /// <param name="path">A Unix socket's, instead.</param>
    private Task<ExitCode> RunAsync(
        PortState[][] runs,
        Verbosity verbosity = Verbosity.Quiet,
        RetryOptions? retry = null,
        string protocol = "tcp",
        string? path = null
    )
    {
        return Make(_ => Task.FromResult(Next()), runs[0].Length, retry, verbosity, protocol, path)
            .RunAsync(_stop.Token);

        Scanner Next()
        {
            var probe = new FakeProbe();
            PortState[] states = runs[_runs++];
            for (int i = 0; i < states.Length; i++)
            {
                probe.Know(path is null ? 79 + i : 0, states[i]);
            }

            return new Scanner(probe, 2);
        }
    }

    private Scan Make(
        Func<CancellationToken, Task<Scanner>> prepare,
        int ports,
        RetryOptions? retry = null,
        Verbosity verbosity = Verbosity.Quiet,
        string protocol = "tcp",
        string? path = null
    )
    {
        var reporter = new Reporter(_stderr, verbosity);
        ScanTarget target = path is null
            ? new ScanTarget("host", [.. Enumerable.Range(79, ports)], protocol)
            : new ScanTarget(path, [0], Protocol.Unix);
        var report = new ScanReport(target, _output, verbosity >= Verbosity.Events, reporter);
        return new Scan(target, prepare, retry, report, reporter, _time);
    }

    private async Task PassAsync(int pauses)
    {
        for (int i = 0; i < pauses; i++)
        {
            _time.Advance(await _time.NextTimerAsync());
        }
    }
}
