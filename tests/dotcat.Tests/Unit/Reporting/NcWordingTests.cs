using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Reporting;

/// <summary>nc's lines, which scripts read.</summary>
public sealed class NcWordingTests
{
    private static readonly SocketException _refused = new((int)SocketError.ConnectionRefused);

    [Theory]
    [InlineData("localhost", "127.0.0.1:22", "Connection to localhost (127.0.0.1) 22 port [tcp/ssh] succeeded!")]
    [InlineData("127.0.0.1", "127.0.0.1:22", "Connection to 127.0.0.1 22 port [tcp/ssh] succeeded!")]
    [InlineData("::1", "[::1]:9", "Connection to ::1 9 port [tcp/*] succeeded!")]
    [InlineData(
        "host.example",
        "host.example:22 through 127.0.0.1:1080",
        "Connection to host.example 22 port [tcp/ssh] succeeded!"
    )]
    public void Connected_NamesHost_Address_AndService(string host, string peer, string line)
    {
        var wording = new NcWording("nc")
        {
            Host = host,
            IsVerbose = true,
            ServiceOf = static (port, _) => port == 22 ? "ssh" : null,
        };

        Assert.Equal([(Verbosity.Events, line)], Say(wording, new Event.Connected(Peer(peer))));
    }

    [Fact]
    public void Connected_ToAPath_IsNotSaid() =>
        Assert.Empty(Say(new NcWording("nc") { Path = "/s", IsVerbose = true }, new Event.Connected(Peer("/s"))));

    [Theory]
    [InlineData("0.0.0.0:9090", false, new[] { "Listening on 0.0.0.0 9090" })]
    [InlineData("127.0.0.1:9090", false, new[] { "Listening on localhost 9090" })]
    [InlineData("[::]:9090", false, new[] { "Listening on :: 9090" })]
    [InlineData("0.0.0.0:53", true, new[] { "Bound on 0.0.0.0 53" })]
    [InlineData("/s", false, new[] { "Bound on /s", "Listening on /s" })]
    [InlineData("/s", true, new[] { "Bound on /s" })]
    public void Listening_IsSaid_WithWords(string local, bool isDatagram, string[] lines)
    {
        var wording = new NcWording("nc")
        {
            Listens = true,
            IsVerbose = true,
            NameOf = NameOf,
        };

        Assert.Equal(
            lines.Select(static line => (Verbosity.Events, line)),
            Say(wording, new Event.Listening([Place(local)], isDatagram, IsChosen: true))
        );
    }

    [Fact]
    public void WhatHappens_WithoutWords_LooksNothingUp()
    {
        var wording = new NcWording("nc")
        {
            Host = "localhost",
            NameOf = static _ => throw new NotSupportedException(),
            ServiceOf = static (_, _) => throw new NotSupportedException(),
        };

        Assert.Empty(Say(wording, new Event.Connected(Peer("127.0.0.1:22"))));
        Assert.Empty(Say(wording, new Event.Accepted(Peer("127.0.0.1:22"))));
        Assert.Empty(Say(wording, new Event.Listening([Place("0.0.0.0:22")], IsDatagram: false, IsChosen: true)));
    }

    [Fact]
    public void Accepted_NamesTheClient() =>
        Assert.Equal(
            [(Verbosity.Events, "Connection received on localhost 50000")],
            Say(
                new NcWording("nc")
                {
                    Listens = true,
                    IsVerbose = true,
                    NameOf = NameOf,
                },
                new Event.Accepted(Peer("127.0.0.1:50000"))
            )
        );

    [Fact]
    public void Accepted_AtAPath_NamesThatPath() =>
        Assert.Equal(
            [(Verbosity.Events, "Connection received on /s")],
            Say(
                new NcWording("nc")
                {
                    Listens = true,
                    IsVerbose = true,
                    Path = "/s",
                },
                new Event.Accepted(Peer("/client"))
            )
        );

    [Fact]
    public void Accepted_ByWhoHearsEverybody_IsNotSaid() =>
        Assert.Empty(
            Say(
                new NcWording("nc")
                {
                    Listens = true,
                    IsVerbose = true,
                    HearsEverybody = true,
                },
                new Event.Accepted(Peer("127.0.0.1:50000"))
            )
        );

    [Theory]
    [InlineData("localhost", "nc: connect to localhost (127.0.0.1) port 1 (tcp) failed: Connection refused")]
    [InlineData("127.0.0.1", "nc: connect to 127.0.0.1 port 1 (tcp) failed: Connection refused")]
    public void Attempt_ThatFails_IsSaidOnce(string host, string line)
    {
        var wording = new NcWording("nc") { Host = host, Port = 1 };
        Say(wording, new Event.Connecting("127.0.0.1:1", Protocol.Tcp));

        Assert.Equal([(Verbosity.Events, line)], Say(wording, Event.Error.OfAttempt("127.0.0.1:1", _refused)));
        Assert.Empty(Say(wording, new Event.Error(SocketFailure.Connect("127.0.0.1:1", _refused))));
    }

    [Fact]
    public void Limit_OfConnecting_IsSaidOfTheAddressTriedLast()
    {
        var wording = new NcWording("netcat")
        {
            Host = "localhost",
            Port = 80,
            IsVerbose = true,
        };
        Say(wording, new Event.Connecting("127.0.0.1:80", Protocol.Tcp));

        Assert.Equal(
            [
                (
                    Verbosity.Events,
                    "netcat: connect to localhost (127.0.0.1) port 80 (tcp) timed out: Operation now in progress"
                ),
            ],
            Say(wording, new Event.Error(SocketFailure.ConnectTimedOut("localhost:80")))
        );
    }

    [Fact]
    public void Proxy_ThatCannotBeReached_IsNamed() =>
        Assert.Equal(
            [(Verbosity.Events, "nc: connect to proxy port 1080 (tcp) failed: Connection refused")],
            Say(
                new NcWording("nc") { Host = "host", Proxy = ("proxy", 1080) },
                Event.Error.OfAttempt("127.0.0.1:1080", _refused)
            )
        );

    [Theory]
    [InlineData("host", "nc: getaddrinfo for host \"HOST\" port 80: Name or service not known")]
    [InlineData("proxy", "nc: getaddrinfo for host \"proxy\" port 1080: Name or service not known")]
    [InlineData("here", "nc: getaddrinfo: Name or service not known")]
    public void LookUp_ThatFails_IsSaidOfWhatWasLookedUp(string host, string line)
    {
        var wording = new NcWording("nc")
        {
            Host = "HOST", // as it was typed
            Port = 80,
            Source = "here",
            Proxy = ("proxy", 1080),
        };
        var inner = new SocketException((int)SocketError.HostNotFound);
        var failure = new DotcatException($"x", ExitCode.NothingTried, inner) { Step = FailedStep.LookUp, Host = host };

        Assert.Equal([(Verbosity.Quiet, line)], Say(wording, new Event.Error(failure)));
    }

    public static TheoryData<string, bool, string> Failures =>
        new()
        {
            {
                nameof(FailedStep.LookUp),
                false,
                "nc: getaddrinfo for host \"host\" port 80: Name or service not known"
            },
            { nameof(FailedStep.LookUp), true, "nc: getaddrinfo: Name or service not known" },
            { nameof(FailedStep.Bind), false, "nc: bind failed: Address already in use" },
            { nameof(FailedStep.Bind), true, "nc: Address already in use" },
            { nameof(FailedStep.Other), false, "nc: what it is" },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_IsAlwaysSaid(string step, bool listens, string line)
    {
        var inner = new SocketException(
            (int)(step == nameof(FailedStep.Bind) ? SocketError.AddressAlreadyInUse : SocketError.HostNotFound)
        );
        var failure = new DotcatException($"what it is", ExitCode.NothingTried, inner)
        {
            Step = Enum.Parse<FailedStep>(step),
        };
        var wording = new NcWording("nc")
        {
            Host = "host",
            Port = 80,
            Listens = listens,
        };

        Assert.Equal([(Verbosity.Quiet, line)], Say(wording, new Event.Error(failure)));
    }

    [Theory]
    [InlineData(Messages.NoSuchFile, "nc: /s: No such file or directory")]
    [InlineData(Messages.NotASocket, "nc: /s: Connection refused")]
    public void Path_WithNobodyBehindIt_IsAlwaysSaid(string cause, string line) =>
        Assert.Equal(
            [(Verbosity.Quiet, line)],
            Say(
                new NcWording("nc") { Path = "/s" },
                new Event.Error(
                    new DotcatException($"x", (Sentence)$"{cause}", ExitCode.Failed) { Step = FailedStep.Connect }
                )
            )
        );

    [Fact]
    public void Loss_IsSaid_UnderNcsName()
    {
        var conversation = new Conversation
        {
            Peer = "127.0.0.1:80",
            Sent = 3,
            Received = 0,
            Duration = TimeSpan.Zero,
            Undelivered = 5,
            Ending = new Ending.Finished(),
        };

        (Verbosity level, string line) = Assert.Single(
            Say(new NcWording("nc"), new Event.Closed(conversation, IsOfMany: false, ExitCode.Failed))
        );

        Assert.Equal((Verbosity.Quiet, $"nc: {Messages.InputUndelivered(5)}"), (level, line));
    }

    private static string NameOf(IPAddress address) => IPAddress.IsLoopback(address) ? "localhost" : $"{address}";

    private static EndPoint Place(string name) =>
        IPEndPoint.TryParse(name, out IPEndPoint? place) ? place : new UnixDomainSocketEndPoint(name);

    /// <summary>One at that address, at that path, or of that name behind a proxy.</summary>
    private static Channel Peer(string name) =>
        name.StartsWith('/') ? new AddressedChannel(null, Place(name))
        : IPEndPoint.TryParse(name, out IPEndPoint? place) ? new AddressedChannel(null, place)
        : new TunnelChannel(new AddressedChannel(null, new IPEndPoint(IPAddress.Loopback, 1080)), name);

    private static (Verbosity, string)[] Say(NcWording wording, Event happened) =>
        [.. wording.Lines(happened).Select(static line => (line.Level, line.Words.ToString()))];
}
