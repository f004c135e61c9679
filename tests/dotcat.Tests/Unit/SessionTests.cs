using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit;

/// <summary>A run without a process: what is met, what is said, and the exit code.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _bound = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly DialOptions _toBound;

    public SessionTests()
    {
        _bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _toBound = new DialOptions { Host = "127.0.0.1", Port = ((IPEndPoint)_bound.LocalEndPoint!).Port };
    }

    private MemoryChannel Stdio { get; } = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connect_ToAListener_ExchangesAndIsDone()
    {
        _bound.Listen();
        Task<ExitCode> run = RunAsync(
            new SessionOptions { Endpoint = new Endpoint.Dial(_toBound), Verbosity = Verbosity.Events }
        );
        using Socket peer = await _bound.AcceptAsync();

        _ = Stdio.Arrive("ask");
        Stdio.ArriveEnd();
        Assert.Equal(3, await peer.ReceiveAsync(new byte[10]));
        await peer.SendAsync("answer"u8.ToArray());
        peer.Shutdown(SocketShutdown.Send);

        Assert.Equal(ExitCode.Done, await run);
        Assert.Equal("answer", Stdio.WrittenText);
        Assert.Equal(
            $"dotcat: connected to {_bound.LocalEndPoint}\ndotcat: sent 3 bytes, received 6 bytes in 0 ms\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connect_Refused_IsAFailureInOneLineAndReadsNoInput()
    {
        ExitCode code = await RunAsync(new Endpoint.Dial(_toBound));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal($"dotcat: cannot connect to {_bound.LocalEndPoint}: connection refused\n", _stderr.ToString());
        Assert.False(Stdio.Reading.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Connect_ToAServerThatIsLate_IsTriedAgain()
    {
        string path = _folder.File("sock");
        Task<ExitCode> run = RunAsync(
            new SessionOptions
            {
                Endpoint = new Endpoint.DialUnix(new UnixDialOptions { Path = path }),
                Retry = new RetryOptions { Retries = 1 },
            }
        );
        TimeSpan pause = await _time.NextTimerAsync();

        using var late = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        late.Bind(UnixPath.ToEndPoint(path));
        late.Listen();
        _time.Advance(pause);

        using Socket peer = await late.AcceptAsync();
        Stdio.ArriveEnd();
        peer.Shutdown(SocketShutdown.Send);
        Assert.Equal(ExitCode.Done, await run);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Listen_OnAnAddressThatIsTaken_IsTriedAgain()
    {
        _bound.Listen();
        Task<ExitCode> run = RunAsync(
            new SessionOptions
            {
                Endpoint = new Endpoint.Listen(new ListenOptions { Host = "127.0.0.1", Port = _toBound.Port }),
                Retry = new RetryOptions { Retries = 1 },
                Verbosity = Verbosity.Events,
            }
        );
        TimeSpan pause = await _time.NextTimerAsync();

        _time.Advance(pause);

        Assert.Equal(ExitCode.NothingTried, await run);
        Assert.EndsWith(
            $": address already in use\ndotcat: cannot bind to {_bound.LocalEndPoint}: address already in use\n",
            _stderr.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Listen_NobodyCame_IsAFailureAfterTheLimit()
    {
        TimeSpan limit = TimeSpan.FromSeconds(5);
        Task<ExitCode> run = RunAsync(Listening(_folder.File("sock")) with { AcceptTimeout = limit });
        await _time.TimerSetAsync(limit);

        _time.Advance(limit);

        Assert.Equal(ExitCode.Failed, await run);
        Assert.Equal("dotcat: nobody connected within 5 s\n", _stderr.ToString());
        Assert.False(File.Exists(_folder.File("sock")));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(nameof(Verbosity.Quiet), "")]
    [InlineData(nameof(Verbosity.Events), "dotcat: what helps\n")]
    public async Task Hint_IsForWhomeverWantsToHear(string verbosity, string said)
    {
        Task<ExitCode> run = RunAsync(
            new SessionOptions
            {
                Endpoint = Listening(_folder.File("sock")),
                Hint = "what helps",
                Verbosity = Enum.Parse<Verbosity>(verbosity),
            }
        );
        await _stop.CancelAsync();
        await run;

        Assert.StartsWith(said, _stderr.ToString(), StringComparison.Ordinal);
        Assert.Equal(said.Length > 0, _stderr.ToString().Contains("helps", StringComparison.Ordinal));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Listen_Stopped_UnlinksItsSocket()
    {
        Task<ExitCode> run = RunAsync(Listening(_folder.File("sock")));
        Assert.True(File.Exists(_folder.File("sock")));

        await _stop.CancelAsync();

        Assert.Equal(ExitCode.Failed, await run);
        Assert.False(File.Exists(_folder.File("sock")));
        Assert.Equal("", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Listen_OnAPathOfAFile_IsUnusableAndLeavesItAlone()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "kept");

        ExitCode code = await RunAsync(Listening(_folder.File("file")));

        Assert.Equal(ExitCode.NothingTried, code);
        Assert.Equal("kept", await File.ReadAllTextAsync(_folder.File("file")));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Listen_AfterItsClient_HearsNoOther()
    {
        Task<ExitCode> run = RunAsync(Listening(_folder.File("sock")));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(UnixPath.ToEndPoint(_folder.File("sock")));
        await Stdio.Reading;

        Assert.False(File.Exists(_folder.File("sock")));
        Stdio.ArriveEnd();
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(ExitCode.Done, await run);
    }

    public void Dispose()
    {
        _bound.Dispose();
        _stop.Dispose();
        _stderr.Dispose();
        _folder.Dispose();
    }

    private static Endpoint.ListenUnix Listening(string path) => new(new UnixListenOptions { Path = path });

    private Task<ExitCode> RunAsync(Endpoint endpoint) => RunAsync(new SessionOptions { Endpoint = endpoint });

    private Task<ExitCode> RunAsync(SessionOptions options) =>
        new Session(options, () => Stdio, new Reporter(_stderr, options.Verbosity), _time).RunAsync(_stop.Token);
}
