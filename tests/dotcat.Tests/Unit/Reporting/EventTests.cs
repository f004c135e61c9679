using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Dotcat.Channels;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Tests.Support.Json;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Reporting;

/// <summary>Each event, in words and as JSON.</summary>
[UsesVerify]
public sealed class EventTests
{
    private const string Stranger = "\u001b[31m\"red\"\r\ndotcat: \u202e\u0085\udc80é\\";

    private static readonly IPEndPoint _here = IPEndPoint.Parse("127.0.0.1:50000");
    private static readonly IPEndPoint _there = IPEndPoint.Parse("127.0.0.1:9090");

    private static readonly Conversation _conversation = new()
    {
        Peer = "127.0.0.1:9090",
        Sent = 5,
        Received = 6,
        Duration = TimeSpan.FromMilliseconds(1234.5678),
        Ending = new Ending.Finished(),
    };

    private static readonly ProgressState _progress = new(
        new TrafficCount(Sent: 5, Received: 6, Present: 2, Peers: 3, TimeSpan.FromMilliseconds(1234.5678)),
        SentRate: 7,
        ReceivedRate: 8
    );

    private static readonly SocketException _reset = new((int)SocketError.ConnectionReset);

    /// <summary>At least one of each kind.</summary>
    private static IEnumerable<Event> Samples =>
        [
            new Event.Listening(
                [IPEndPoint.Parse("0.0.0.0:9090"), IPEndPoint.Parse("[::]:9090")],
                IsDatagram: false,
                IsChosen: true
            ),
            new Event.Resolving("example.com"),
            new Event.Connecting("[::1]:9090", Protocol.Udp),
            new Event.Connecting("example.com:80", Protocol.Tcp) { Proxy = ("proxy 127.0.0.1:3128", "127.0.0.1:3128") },
            new Event.Retrying(2, 3, TimeSpan.FromMilliseconds(820), "connection refused"),
            new Event.Connected(new AddressedChannel(_here, _there)),
            new Event.Accepted(new AddressedChannel(_here, _there)),
            new Event.Accepted(new AddressedChannel(_here, _there, isDatagram: true)),
            new Event.Accepted(new AddressedChannel(_here, _there)) { Proxy = "127.0.0.1:50001" },
            new Event.Accepted(new AddressedChannel(UnixPath.ToEndPoint("/run/x.sock"), UnixPath.ToEndPoint("@peer"))),
            new Event.Connected(new AddressedChannel(null, UnixPath.ToEndPoint("x"), isDatagram: true)),
            new Event.Refused("127.0.0.1:9090", Messages.Surplus(2)),
            new Event.Refused("127.0.0.1:9090", Messages.Circle) { Status = "403 Forbidden", Cause = _reset },
            new Event.Tls("127.0.0.1:9090", "TLS 1.3", "TLS_AES_256_GCM_SHA384", "h2"),
            new Event.Tls("127.0.0.1:9090", "TLS 1.2", "TLS_RSA", null)
            {
                Certificate = (Certificate(), new string('A', 64)),
            },
            .. Enum.GetValues<PortState>()
                .Select(static state => new Event.Port("127.0.0.1:22", Protocol.Tcp, state, "ssh")),
            new Event.Port("/run/x.sock", Protocol.Unix, PortState.Open, null),
            new Event.Datagram("127.0.0.1:9090", 7),
            new Event.Progress(_progress),
            new Event.Progress(_progress with { IsOfMany = true, Goal = new ProgressGoal(100, IsInput: false) }),
            .. Endings.Select(static ending => new Event.Closed(
                _conversation with
                {
                    Ending = ending,
                },
                IsOfMany: false,
                ExitCode.Done
            )),
            new Event.Closed(
                _conversation with
                {
                    Partner = new Partner.Program("sort", 42, 3),
                    Ending = new Ending.Failed(Side.Input, new IOException("Broken.")),
                    Undelivered = 4,
                    Unwritten = 5,
                },
                IsOfMany: true,
                Code: null
            ),
            new Event.Closed(
                _conversation with
                {
                    Partner = new Partner.Target("example.com:80"),
                    Digests = new Digests(new string('a', 64), new string('b', 64)),
                    Ending = new Ending.Failed(Side.Output, _reset),
                },
                IsOfMany: true,
                Code: null
            ),
            new Event.Error(
                new DotcatException("cannot connect to X: refused", "refused", ExitCode.Failed, inner: _reset)
            )
            {
                Code = ExitCode.Failed,
            },
            Event.Error.Of("127.0.0.1:9090", _reset),
            Event.Error.OfAttempt("127.0.0.1:9090", _reset),
            new Event.Error("lost") { Undelivered = 4, Unwritten = 5 },
            new Event.Note("word"),
            new Event.Note("word") { Peer = "127.0.0.1:9090", Sha256 = new string('A', 64) },
        ];

    private static IEnumerable<Ending> Endings =>
        [
            new Ending.Finished(),
            new Ending.Finished(InputIsOpen: true),
            new Ending.ReaderGone(),
            new Ending.Idle(TimeSpan.FromSeconds(6)),
            new Ending.Quit(TimeSpan.FromSeconds(6)),
            new Ending.Failed(Side.Peer, _reset),
            new Ending.Dropped(),
            new Ending.Stopped(),
        ];

    [Fact]
    public void Samples_AreOfEveryKind()
    {
        Assert.Equal(CasesOf(typeof(Event)), Samples.Select(static it => it.GetType()).Distinct().OrderBy(NameOf));
        Assert.Equal(CasesOf(typeof(Ending)), Endings.Select(static it => it.GetType()).Distinct().OrderBy(NameOf));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Events_AreAsAgreed()
    {
        var told = new StringBuilder();
        foreach (Event sample in Samples)
        {
            told.Append(Lines(sample, Verbosity.Attempts)).Append(Json(sample)).Append('\n');
        }

        await Verify(told.ToString().TrimEnd());
    }

    [Fact]
    public void Events_AreWhatTheSchemaSays() =>
        Assert.All(Samples, static sample => EventLines.Read(Json(sample, withTraces: true).TrimEnd('\n').Split('\n')));

    [Fact]
    public void NoLine_IsForThoseWhoDoNotHearItsEvent() =>
        Assert.All(Samples, static it => Assert.DoesNotContain(it.Lines, line => line.Level < it.Level));

    [Fact]
    public void Trace_OfAFailure_IsAMember_WhereItIsWanted()
    {
        var failure = new IOException("inner\nwords", new TimeoutException("innermost"));
        var error = new Event.Error("it failed") { Cause = failure };

        Assert.Equal(failure.ToString(), EventLines.Of(Read(Json(error, withTraces: true)), "trace"));
        Assert.Null(EventLines.Of(Read(Json(error)), "trace"));
    }

    /// <summary>But for what is no character, a half of a pair, in whose place stands U+FFFD.</summary>
    [Fact]
    public void AStrangersName_IsInJsonAsItIs_AndLeavesTheLineWhole()
    {
        string given = new(Stranger);
        string read = Stranger.Replace('\udc80', '\ufffd');
        (string Member, Event It)[] all =
        [
            ("local", new Event.Listening([UnixPath.ToEndPoint(given)], IsDatagram: false, IsChosen: false)),
            ("peer", new Event.Resolving(given)),
            ("peer", new Event.Connecting(given, Protocol.Unix)),
            ("reason", new Event.Retrying(1, 1, TimeSpan.Zero, $"{given}")),
            ("peer", new Event.Refused(given, "not allowed")),
            ("status", new Event.Refused("peer", "not allowed") { Status = given }),
            ("alpn", new Event.Tls("peer", "TLS 1.3", "cipher", given)),
            ("peer", new Event.Closed(_conversation with { Peer = given }, IsOfMany: false, Code: null)),
            (
                "target",
                new Event.Closed(_conversation with { Partner = new Partner.Target(given) }, IsOfMany: true, Code: null)
            ),
            ("message", new Event.Error($"{given}")),
            ("peer", new Event.Note("word") { Peer = given }),
            ("peer", new Event.Datagram(given, 1)),
            ("peer", new Event.Port(given, Protocol.Unix, PortState.Open, null)),
            ("service", new Event.Port("peer", Protocol.Tcp, PortState.Open, given)),
        ];

        Assert.All(all, one => Assert.Equal(read, EventLines.Of(Read(Json(one.It)), one.Member)));
    }

    /// <summary>However deep in sentences it stands, and however long it is.</summary>
    [Fact]
    public void AStrangersName_InASentenceWithinASentence_IsInJsonAsItIs()
    {
        string name = $"\n{new string('x', 1000)}";
        Sentence inner = Sentence.Join(" and ", ["plain", name]);
        Sentence outer = $"before {inner}, {12} and {name} after";

        Assert.Equal(
            $"before plain and {name}, 12 and {name} after",
            EventLines.Of(Read(Json(new Event.Note(outer))), "message")
        );
    }

    private static IEnumerable<Type> CasesOf(Type closed) =>
        closed.GetNestedTypes(BindingFlags.NonPublic).Where(closed.IsAssignableFrom).OrderBy(NameOf);

    private static string NameOf(Type type) => type.Name;

    private static JsonElement Read(string line) => EventLines.Read(line.TrimEnd('\n'));

    private static string Json(Event it, bool withTraces = false)
    {
        using var lines = new JsonLines(it, new ManualTime(), withTraces);
        return lines.ToString();
    }

    private static string Lines(Event it, Verbosity verbosity)
    {
        using var stderr = new StringWriter();
        new Reporter(stderr, verbosity).Tell(it);
        return stderr.ToString();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
    }
}
