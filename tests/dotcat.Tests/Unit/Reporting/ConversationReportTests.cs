using System.Net.Sockets;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.Unit.Reporting;

/// <summary>What is said of a conversation's end, how loudly, and what the shell is told.</summary>
public sealed class ConversationReportTests
{
    private static readonly Ending _reset = new Ending.Failed(
        Side.Peer,
        new SocketException((int)SocketError.ConnectionReset)
    );

    private static readonly Partner.Program _sort = new("sort", 42, 3);

    private static readonly Conversation _conversation = new()
    {
        Peer = "peer",
        Sent = 1,
        Received = 2,
        Duration = TimeSpan.FromSeconds(3),
        Ending = new Ending.Finished(),
    };

    [Fact]
    public void Stdio_IsTheUsersOwn() =>
        AssertTold(_conversation, isOfMany: false, ExitCode.Done, "1 sent 1 byte, received 2 bytes in 3 s");

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "peer: ")]
    public void Digests_AreSaidWhateverTheVerbosity_WithTheirPeerAmongMany(bool isOfMany, string whose) =>
        AssertTold(
            _conversation with
            {
                Digests = new Digests("abc", "def"),
            },
            isOfMany,
            ExitCode.Done,
            "1 sent 1 byte, received 2 bytes in 3 s",
            $"0 {whose}sent sha256 abc",
            $"0 {whose}received sha256 def"
        );

    [Theory]
    [InlineData(SocketError.ConnectionRefused, "dotcat: no port was named, and 9 is the default port\n")]
    [InlineData(SocketError.ConnectionReset, "")]
    public void Port_ThatNobodyNamed_IsToldWhereItRefusesADatagram(SocketError error, string told)
    {
        using var stderr = new StringWriter();
        var report = new ConversationReport(new Reporter(stderr, Verbosity.Quiet), isOfMany: false) { DefaultPort = 9 };

        report.Tell(_conversation with { Ending = new Ending.Failed(Side.Peer, new SocketException((int)error)) });
        report.Tell(_conversation);

        Assert.Matches($"^dotcat: peer: connection re(fused|set by the peer)\n{told}$", $"{stderr}");
    }

    [Fact]
    public void Stdio_OfAnInputThatFailed_SaysWhatWasLost() =>
        AssertTold(
            _conversation with
            {
                Ending = new Ending.Failed(Side.Input, new IOException("Broken.")),
                Undelivered = 4,
                Unwritten = 5,
            },
            isOfMany: false,
            ExitCode.Failed,
            "1 sent 1 byte, received 2 bytes in 3 s",
            "0 cannot read standard input: broken",
            "0 up to 4 bytes of standard input were not delivered",
            "0 up to 5 bytes that arrived were not written"
        );

    [Theory]
    [InlineData(4, 0, "0 up to 4 bytes of standard input were not delivered")]
    [InlineData(0, 5, "0 up to 5 bytes that arrived were not written")]
    public void Stdio_ThatLostBytes_HasFailed_WhateverEndedIt(int undelivered, int unwritten, string loss)
    {
        foreach (
            (Ending ending, string? reason) in new (Ending, string?)[]
            {
                (new Ending.Idle(TimeSpan.FromSeconds(6)), "1 nothing moved for 6 s"),
                (new Ending.Quit(TimeSpan.FromSeconds(6)), "1 the peer did not end within 6 s of our end"),
                (new Ending.Finished(), null),
            }
        )
        {
            Conversation conversation = _conversation with
            {
                Ending = ending,
                Undelivered = undelivered,
                Unwritten = unwritten,
            };
            string[] told = ["1 sent 1 byte, received 2 bytes in 3 s", .. reason is null ? [] : new[] { reason }, loss];
            AssertTold(conversation, isOfMany: false, ExitCode.Failed, told);
        }
    }

    [Fact]
    public void Stdio_WithoutAReader_LosesNothing() =>
        AssertTold(
            _conversation with
            {
                Ending = new Ending.ReaderGone(),
                Unwritten = 5,
            },
            isOfMany: false,
            ExitCode.Done,
            "1 sent 1 byte, received 2 bytes in 3 s",
            "1 nobody reads standard output any more"
        );

    [Fact]
    public void ALineLeftOut_IsAFailure() =>
        AssertTold(
            _conversation with
            {
                IsWhole = false,
            },
            isOfMany: false,
            ExitCode.Failed,
            "1 sent 1 byte, received 2 bytes in 3 s"
        );

    [Fact]
    public void Program_Alone_EndsWithItsOwnCode() =>
        AssertTold(
            _conversation with
            {
                Partner = _sort,
                Unwritten = 5,
            },
            isOfMany: false,
            (ExitCode)3,
            "1 sent 1 byte, received 2 bytes in 3 s",
            "1 up to 5 bytes that arrived were not written",
            "1 sort (process 42) ended, exit code 3"
        );

    [Fact]
    public void Program_ThatFails_IsNamed() =>
        AssertTold(
            _conversation with
            {
                Partner = _sort,
                Ending = new Ending.Failed(Side.Output, new IOException("Broken.")),
                Undelivered = 4,
            },
            isOfMany: false,
            ExitCode.Failed,
            "1 sent 1 byte, received 2 bytes in 3 s",
            "0 sort: broken",
            "0 peer: up to 4 bytes were not delivered",
            "1 sort (process 42) ended, exit code 3"
        );

    [Fact]
    public void Program_WhosePeerIsSilent_IsNoFailure() =>
        AssertTold(
            _conversation with
            {
                Partner = _sort,
                Ending = new Ending.Idle(TimeSpan.FromSeconds(9)),
            },
            isOfMany: true,
            ExitCode.Done,
            "1 peer has gone: sent 1 byte, received 2 bytes in 3 s",
            "1 peer: nothing moved for 9 s",
            "1 sort (process 42) ended, exit code 3"
        );

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Failure_OfOneOfMany_IsAnEvent(bool isOfMany, int level) =>
        AssertTold(
            _conversation with
            {
                Partner = new Partner.Nobody(),
                Ending = _reset,
                Undelivered = 4,
            },
            isOfMany,
            ExitCode.Failed,
            "1 peer has gone: sent 1 byte, received 2 bytes in 3 s",
            $"{level} peer: connection reset by the peer",
            $"{level} peer: up to 4 bytes were not delivered"
        );

    [Fact]
    public void Target_IsNamedWhereItIsToBlame() =>
        AssertTold(
            _conversation with
            {
                Partner = new Partner.Target("target"),
                Ending = new Ending.Failed(Side.Input, new SocketException((int)SocketError.ConnectionReset)),
                Undelivered = 4,
                Unwritten = 5,
            },
            isOfMany: true,
            ExitCode.Failed,
            "1 peer has gone: sent 1 byte, received 2 bytes in 3 s",
            "1 target: connection reset by the peer",
            "1 peer: up to 4 bytes were not delivered",
            "1 target: up to 5 bytes were not delivered"
        );

    [Fact]
    public void HubsLosses_AreNeverQuiet() =>
        AssertTold(
            _conversation with
            {
                Partner = new Partner.Hub(),
                Ending = new Ending.Dropped(),
                Undelivered = 4,
            },
            isOfMany: true,
            ExitCode.Failed,
            "0 peer dropped: it does not take what is sent to it",
            "0 peer: up to 4 bytes were not delivered",
            "1 peer has gone: sent 1 byte, received 2 bytes in 3 s"
        );

    [Fact]
    public void Json_SaysTheCode_OfTheOnlyOneThatWasNotStopped()
    {
        Assert.Equal("0", CodeOf(_conversation, isOfMany: false));
        Assert.Equal("1", CodeOf(_conversation with { Ending = _reset }, isOfMany: false));
        Assert.Equal("3", CodeOf(_conversation with { Partner = _sort }, isOfMany: false));
        Assert.Equal("1", CodeOf(_conversation, isOfMany: false, ExitCode.Failed));
        Assert.Null(CodeOf(_conversation with { Ending = new Ending.Stopped() }, isOfMany: false)); // by a signal
        Assert.Equal("0", CodeOf(_conversation with { Ending = new Ending.Stopped() }, isOfMany: false, ExitCode.Done));
        Assert.Null(CodeOf(_conversation with { Ending = _reset }, isOfMany: true));
    }

    private static string? CodeOf(Conversation conversation, bool isOfMany, ExitCode? over = null)
    {
        using var stderr = new StringWriter();
        var reporter = new Reporter(stderr, Verbosity.Quiet) { JsonTime = TimeProvider.System };
        ExitCode code = new ConversationReport(reporter, isOfMany).Tell(conversation, over);
        string? told = EventLines.Of(EventLines.Read(stderr.ToString().TrimEnd('\n')), "code");
        Assert.True(told is null || told == $"{(int)code}");
        return told;
    }

    /// <param name="conversation">What is told.</param>
    /// <param name="isOfMany">Whether it is one of many.</param>
    /// <param name="code">What the shell is told.</param>
    /// <param name="lines">Each with the number of <c>-v</c> that it takes.</param>
    private static void AssertTold(Conversation conversation, bool isOfMany, ExitCode code, params string[] lines)
    {
        foreach (int verbosity in (int[])[0, 1])
        {
            using var stderr = new StringWriter();
            var report = new ConversationReport(new Reporter(stderr, (Verbosity)verbosity), isOfMany);

            Assert.Equal(code, report.Tell(conversation));

            string[] expected =
            [
                .. lines.Where(line => line[0] - '0' <= verbosity).Select(static line => $"dotcat: {line[2..]}\n"),
            ];
            Assert.Equal(string.Concat(expected), stderr.ToString());
        }
    }
}
