using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Listening;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Scanning;

namespace Dotcat.Tests.Unit.Cli.Nc;

/// <summary>What nc's letters are to the rooms.</summary>
public sealed class NcReaderTests
{
    [Fact]
    public void Runs_OfAllPorts_AreMadeOneByOne()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        IEnumerable<SessionOptions> runs = NcCommand.Runs("host 1-65535");
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(taken, 1, 2 * 1024 * 1024);
        Assert.Equal(65_535, runs.Count());
    }

    [Fact]
    public void Nothing_IsNcsManner()
    {
        SessionOptions run = NcCommand.Read("host 80");

        Assert.Equal(new Answer.Stdio(), run.Answer);
        Assert.Equal(new ServiceOptions { Relay = new RelayOptions { PassEndOn = false } }, run.Service);
        Assert.Equal(Verbosity.Quiet, run.Verbosity);
        Assert.Equal(
            new DialOptions
            {
                Host = "host",
                Port = 80,
                Wait = Durations.Longest,
            },
            NcCommand.Dial("host 80")
        );
    }

    [Theory]
    [InlineData("-N host 80", true, null)]
    [InlineData("-q0 host 80", true, 0)]
    [InlineData("-q 3 host 80", true, 3)]
    [InlineData("-q -1 host 80", false, null)]
    [InlineData("-Nq-1 host 80", true, null)]
    public void EndOfInput_IsPassedOn_OnlyWhereAskedFor(string line, bool isPassedOn, int? seconds)
    {
        RelayOptions relay = NcCommand.Read(line).Service.Relay;

        Assert.Equal(isPassedOn, relay.PassEndOn);
        Assert.Equal(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null, relay.QuitAfter);
    }

    [Theory]
    [InlineData("-w 5 host 80", 5)]
    [InlineData("-w5 -u host 80", 5)]
    public void Limit_IsForConnecting_AndForSilence(string line, int seconds)
    {
        var limit = TimeSpan.FromSeconds(seconds);

        Assert.Equal(limit, NcCommand.Dial(line).Wait);
        Assert.Equal(limit, NcCommand.Read(line).Service.Relay.IdleTimeout);
    }

    [Fact]
    public void Limit_OfAListener_IsForSilenceOnly()
    {
        SessionOptions run = NcCommand.Read("-l -w 5 80");

        Assert.Null(Assert.IsType<Endpoint.Listen>(run.Endpoint).AcceptTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), run.Service.Relay.IdleTimeout);
    }

    [Fact]
    public void Letters_OfTheExchange_AreItsOptions()
    {
        ServiceOptions service = NcCommand.Read("-C -t -d -i 2 -W 3 host 80").Service;

        Assert.True(service is { Crlf: true, Telnet: true, Relay: { ReceiveOnly: true, MostReads: 3 } });
        Assert.Equal(TimeSpan.FromSeconds(2), service.Delay);
    }

    [Fact]
    public void Verbose_IsEachAttempt() => Assert.Equal(Verbosity.Attempts, NcCommand.Read("-v host 80").Verbosity);

    [Theory]
    [InlineData("-l 80", null, 80, AddressFamily.InterNetwork)]
    [InlineData("-l -p 80", null, 80, AddressFamily.InterNetwork)]
    [InlineData("-l 0", null, 0, AddressFamily.InterNetwork)]
    [InlineData("-l http", null, 80, AddressFamily.InterNetwork)]
    [InlineData("-6l 80", null, 80, AddressFamily.InterNetworkV6)]
    [InlineData("-46l 80", null, 80, AddressFamily.InterNetworkV6)]
    [InlineData("-64l 80", null, 80, AddressFamily.InterNetwork)]
    [InlineData("-l ::1 80", "::1", 80, AddressFamily.Unspecified)]
    [InlineData("-4l host 80", "host", 80, AddressFamily.InterNetwork)]
    [InlineData("-l -s 127.0.0.1 -p 80", "127.0.0.1", 80, AddressFamily.Unspecified)]
    public void Listener_WithoutAnAddress_IsOneOfIPv4(string line, string? host, int port, AddressFamily family)
    {
        ListenOptions place = NcCommand.Listen(line);

        Assert.Equal((host, port, family), (place.Host, place.Port, place.Family));
    }

    [Theory]
    [InlineData("-lk 80", true, true)]
    [InlineData("-l 80", false, true)]
    [InlineData("-luk 80", true, false)]
    [InlineData("-lkU path", true, true)]
    public void KeptOpen_ServesOneAfterTheOther_ButDatagrams(string line, bool isKept, bool oneByOne)
    {
        SessionOptions run = NcCommand.Read(line);

        Assert.Equal(isKept, run.Service.KeepOpen);
        Assert.Equal(oneByOne, Assert.IsAssignableFrom<Endpoint.Listening>(run.Endpoint).OneByOne);
    }

    [Fact]
    public void DatagramPeers_AreForgotten_AndNotAnyNumber()
    {
        SessionOptions run = NcCommand.Read("-luk 80");

        Assert.Equal(OptionsReader.Silence, run.Service.Relay.IdleTimeout);
        Assert.Equal(
            EndpointReader.MostDatagramPeers,
            Assert.IsAssignableFrom<Endpoint.Listening>(run.Endpoint).MaxConnections
        );
    }

    [Fact]
    public void Ends_OfAConnection_AreRead() =>
        Assert.Equal(
            new DialOptions
            {
                Host = "host",
                Port = 53,
                IsDatagram = true,
                Family = AddressFamily.InterNetworkV6,
                NumericOnly = true,
                SourceHost = "::1",
                SourcePort = 5000,
                Wait = Durations.Longest,
            },
            NcCommand.Dial("-6 -n -u -s ::1 -p 5000 host domain")
        );

    [Fact]
    public void Ports_AreRunsOfTheirOwn_InTheirOrder() =>
        Assert.Equal(
            [90, 20, 21, 22, 80],
            NcCommand
                .ReadAll("host 90 20-22 http")
                .Select(static run => Assert.IsType<Endpoint.Dial>(run.Endpoint).Target.Port)
        );

    [Fact]
    public void Ports_ThatAreOnlyTried_AreOneRun_OneByOne_AndNothingIsWritten()
    {
        var scan = Assert.IsType<Endpoint.Scanned>(NcCommand.Read("-z host 90 22-20").Endpoint);

        Assert.Equal([90, 20, 21, 22], scan.Target.Ports);
        Assert.Equal((1, false), (scan.Target.AtOnce, scan.Target.IsWritten));
    }

    [Fact]
    public void Ports_InRandomOrder_AreTheSame()
    {
        var scan = Assert.IsType<Endpoint.Scanned>(NcCommand.Read("-zr host 1-1000").Endpoint);

        Assert.Equal(Enumerable.Range(1, 1000), scan.Target.Ports.Order());
        Assert.NotEqual(Enumerable.Range(1, 1000), scan.Target.Ports);
    }

    [Theory]
    [InlineData("-z host 80", null)]
    [InlineData("-z -w 3 host 80", 3)]
    [InlineData("-zu host 53", 2)]
    public void Try_OfAPort_HasTheLimit_AndOverUdpAlwaysOne(string line, int? seconds)
    {
        var scan = Assert.IsType<Endpoint.Scanned>(NcCommand.Read(line).Endpoint);

        TimeSpan expected = seconds is { } limit ? TimeSpan.FromSeconds(limit) : Durations.Longest;
        Assert.Equal(expected, Assert.IsType<Endpoint.Dial>(scan.Peer).Target.Wait);
        Assert.Equal(ScanTarget.DatagramWait, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Path_IsConnectedTo()
    {
        var unix = Assert.IsType<Endpoint.DialUnix>(NcCommand.Read("-Uu -s own path").Endpoint);

        Assert.Equal(
            new UnixDialOptions
            {
                Path = "path",
                IsDatagram = true,
                SourcePath = "own",
                Wait = Durations.Longest,
            },
            unix.Target
        );
    }

    [Theory]
    [InlineData("-lU path")]
    [InlineData("-lU -s path")]
    public void Path_IsListenedOn(string line) =>
        Assert.Equal(
            new UnixListenOptions { Path = "path", LeavesFile = true },
            Assert.IsType<Endpoint.ListenUnix>(NcCommand.Read(line).Endpoint).Place
        );

    [Fact]
    public void Path_ThatIsOnlyTried_IsAScan() =>
        Assert.Equal("path", Assert.IsType<Endpoint.Scanned>(NcCommand.Read("-zU path").Endpoint).Target.Name);

    [Theory]
    [InlineData("-x proxy host 80", ProxyType.Socks5, "proxy", 1080, ProxyDns.Remote, null)]
    [InlineData("-X 5 -x proxy:99 host 80", ProxyType.Socks5, "proxy", 99, ProxyDns.Remote, null)]
    [InlineData("-X4 -x proxy host 80", ProxyType.Socks4, "proxy", 1080, ProxyDns.Local, null)]
    [InlineData("-X connect -x [::1] host 80", ProxyType.Http, "::1", 3128, ProxyDns.Remote, null)]
    [InlineData("-Xconnect -x[::1]:http host 80", ProxyType.Http, "::1", 80, ProxyDns.Remote, null)]
    [InlineData("-Xconnect -x proxy -P me host 80", ProxyType.Http, "proxy", 3128, ProxyDns.Remote, "me")]
    [InlineData("-X 5 -x proxy -P me host 80", ProxyType.Socks5, "proxy", 1080, ProxyDns.Remote, null)]
    internal void Proxy_IsPassed(string line, ProxyType type, string host, int port, ProxyDns dns, string? user)
    {
        ProxyOptions proxy = Assert.Single(Assert.IsType<Endpoint.Dial>(NcCommand.Read(line).Endpoint).Proxies);

        Assert.Equal(
            (type, host, port, dns, user, user is null ? "" : "secret"),
            (proxy.Type, proxy.Host, proxy.Port, proxy.Dns, proxy.User, proxy.Password)
        );
    }

    [Theory]
    [InlineData("host 80")]
    [InlineData("-l 80")]
    public void Sockets_HaveWhatIsWanted(string place)
    {
        string line = $"-D -T 0x20 -M 9 -m 2 -I 1000 -O 2000 {place}";
        var wanted = new SocketSettings
        {
            Debug = true,
            TypeOfService = 0x20,
            TimeToLive = 9,
            LeastTimeToLive = 2,
            ReceiveBuffer = 1000,
            SendBuffer = 2000,
        };

        Assert.Equal(wanted, place.StartsWith('-') ? NcCommand.Listen(line).Sockets : NcCommand.Dial(line).Sockets);
    }
}
