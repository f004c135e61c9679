using System.Net.Sockets;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

public sealed class StdioServiceTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    private MemoryChannel Stdio { get; } = new();

    private MemoryChannel Peer { get; set; } = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Exchange_InOrder_IsDoneAndCounted()
    {
        _ = Stdio.Arrive("ask");
        Stdio.ArriveEnd();
        _ = Peer.Arrive("a");
        Peer.ArriveEnd();

        await AssertEndAsync(new ServiceOptions(), ExitCode.Done, "sent 3 bytes, received 1 byte in 0 ms");
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Peer_Reset_IsAFailureWithWhatWasLost()
    {
        Peer.WriteFailure = new SocketException((int)SocketError.ConnectionReset);
        _ = Stdio.Arrive("ask");
        Peer.ArriveEnd();

        await AssertEndAsync(
            new ServiceOptions(),
            ExitCode.Failed,
            "sent 0 bytes, received 0 bytes in 0 ms",
            "memory: connection reset by the peer",
            "up to 3 bytes of standard input were not delivered"
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_Unreadable_IsAFailure()
    {
        Stdio.ArriveFailure(new IOException("Input/output error"));

        await AssertEndAsync(
            new ServiceOptions(),
            ExitCode.Failed,
            "sent 0 bytes, received 0 bytes in 0 ms",
            "cannot read standard input: input/output error"
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Output_Unwritable_IsAFailureWithWhatWasLost()
    {
        Stdio.WriteFailure = new IOException("No space left on device");
        _ = Peer.Arrive("answer");

        await AssertEndAsync(
            new ServiceOptions(),
            ExitCode.Failed,
            "sent 0 bytes, received 0 bytes in 0 ms",
            "cannot write to standard output: no space left on device",
            "up to 6 bytes that arrived were not written"
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Reader_Gone_IsDone()
    {
        Stdio.Leave();

        await AssertEndAsync(
            new ServiceOptions(),
            ExitCode.Done,
            "sent 0 bytes, received 0 bytes in 0 ms",
            "nobody reads standard output any more"
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task QuitTimer_RunOut_IsDoneAndSaid()
    {
        Stdio.ArriveEnd();
        TimeSpan silence = RelayOptions.AnswerWait + TimeSpan.FromMilliseconds(1);
        Task ending = AssertEndAsync(
            new ServiceOptions { Relay = new RelayOptions { QuitAfter = TimeSpan.Zero } },
            ExitCode.Done,
            "sent 0 bytes, received 0 bytes in 501 ms",
            "the peer did not end within 0 ms of our end"
        );

        await _time.TimerSetAsync(silence);
        _time.Advance(silence);
        await ending;
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Crlf_IsForWhatIsSentOnly()
    {
        _ = Stdio.Arrive("ask\n");
        Stdio.ArriveEnd();
        _ = Peer.Arrive("answer\n");
        Peer.ArriveEnd();

        await ServeAsync(new ServiceOptions { Crlf = true });

        Assert.Equal("ask\r\n", Peer.WrittenText);
        Assert.Equal("answer\n", Stdio.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Lines_TooLongForADatagram_FailTheRunAndNotTheOthers()
    {
        Peer = new MemoryChannel { Datagram = true, MaxWrite = 100 };
        _ = Stdio.Arrive(new string('x', 101) + "\nshort\n");
        Stdio.ArriveEnd();

        await AssertEndAsync(
            new ServiceOptions
            {
                Lines = true,
                Relay = new RelayOptions { QuitAfter = TimeSpan.Zero },
            },
            ExitCode.Failed,
            "a line of 101 bytes was not sent: a datagram holds at most 65507 bytes",
            "sent 108 bytes, received 0 bytes in 0 ms"
        );
        Assert.Equal("short", Peer.WrittenText);
    }

    public void Dispose() => _stderr.Dispose();

    private Task<ExitCode> ServeAsync(ServiceOptions options)
    {
        var reporter = new Reporter(_stderr, Verbosity.Events);
        return new StdioService(Stdio, options, reporter, _time)
            .ServeAsync(Peer, static () => { }, CancellationToken.None)
            .ToldAsync(reporter, isOfMany: false);
    }

    private async Task AssertEndAsync(ServiceOptions options, ExitCode expected, params string[] lines)
    {
        ExitCode code = await ServeAsync(options);

        Assert.Equal(string.Concat(lines.Select(static line => $"dotcat: {line}\n")), _stderr.ToString());
        Assert.Equal(expected, code);
    }
}
