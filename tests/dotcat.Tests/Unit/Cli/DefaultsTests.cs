using System.Net.Sockets;
using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Listening;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>What holds where nothing is said.</summary>
public sealed class DefaultsTests
{
    [Fact]
    public void Connect_HostAlone_LeavesTheRestToDefaults() =>
        Assert.Equal(
            new SessionOptions
            {
                Endpoint = new Endpoint.Dial(
                    new DialOptions
                    {
                        Host = "localhost",
                        Port = 31337,
                        IsDefaultPort = true,
                        IsDatagram = false,
                        Family = AddressFamily.Unspecified,
                        NumericOnly = false,
                        SourceHost = null,
                        SourcePort = 0,
                        Wait = TimeSpan.FromSeconds(10),
                    }
                )
                {
                    Proxies = [],
                    Tls = null,
                },
                Answer = new Answer.Stdio(),
                Retry = null,
                Service = new ServiceOptions(),
                Verbosity = Verbosity.Quiet,
            },
            Words.Read("localhost")
        );

    [Fact]
    public void Listen_Alone_LeavesTheRestToDefaults() =>
        Assert.Equal(
            new Endpoint.Listen(
                new ListenOptions
                {
                    Host = null,
                    Port = 31337,
                    IsDatagram = false,
                    Family = AddressFamily.Unspecified,
                    NumericOnly = false,
                }
            )
            {
                Access = new AccessOptions(),
                AcceptTimeout = null,
                MaxConnections = int.MaxValue,
                Tls = null,
            },
            Words.Read("-l").Endpoint
        );

    [Fact]
    public void UnixConnect_PathAlone_LeavesTheRestToDefaults() =>
        Assert.Equal(
            new Endpoint.DialUnix(
                new UnixDialOptions
                {
                    Path = "path",
                    IsDatagram = false,
                    SourcePath = null,
                    Wait = TimeSpan.FromSeconds(10),
                }
            ),
            Words.Read("-U", "path").Endpoint
        );

    [Fact]
    public void UnixListen_PathAlone_LeavesTheRestToDefaults() =>
        Assert.Equal(
            new Endpoint.ListenUnix(new UnixListenOptions { Path = "path", IsDatagram = false }),
            Words.Read("-l", "-U", "path").Endpoint
        );

    [Fact]
    public void Stdio_Nothing_GoesBothWaysUntilTheEnd() =>
        Assert.Equal(
            new ServiceOptions
            {
                Crlf = false,
                Lines = false,
                Relay = new RelayOptions
                {
                    SendOnly = false,
                    ReceiveOnly = false,
                    PassEndOn = null,
                    IdleTimeout = null,
                    QuitAfter = null,
                },
            },
            Words.Read("localhost").Service
        );

    [Theory]
    [InlineData(true, "-u", "localhost")]
    [InlineData(true, "-u", "-U", "path")]
    [InlineData(false, "-u", "-l")]
    [InlineData(false, "-u", "-l", "-U", "path")]
    [InlineData(false, "-U", "path")]
    public void Quit_NotSaid_IsHalfASecondForADatagramClientOnly(bool waits, params string[] words) =>
        Assert.Equal(waits ? TimeSpan.FromMilliseconds(500) : null, Words.Read(words).Service.Relay.QuitAfter);

    [Theory]
    [InlineData("-luk", 60, 65_536)]
    [InlineData("-luk -i 5", 5, 65_536)]
    [InlineData("-luk -m 100000", 60, 100_000)]
    [InlineData("-lu", null, int.MaxValue)]
    [InlineData("-lk", null, int.MaxValue)]
    [InlineData("-lkUu /run/x", 60, 65_536)]
    public void ManyDatagramPeers_HaveLimits(string words, int? seconds, int most)
    {
        SessionOptions options = Words.Read(words.Split(' '));

        Assert.Equal(seconds, (int?)options.Service.Relay.IdleTimeout?.TotalSeconds);
        Assert.Equal(most, Assert.IsAssignableFrom<Endpoint.Listening>(options.Endpoint).MaxConnections);
    }
}
