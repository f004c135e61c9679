using System.Globalization;
using System.Net.Sockets;
using Dotcat.Cli;
using Dotcat.Listening;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>LISTEN_FDS and LISTEN_PID, as sd_listen_fds(3) has them.</summary>
public sealed class PassedSocketTests
{
    private static readonly string _own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    public static TheoryData<string[]> WithoutAnAddress =>
        new(["-l"], ["-lk"], ["-l", "-n"], ["--chat"], ["-l", "--tls"], ["-l", "--proxy-type", "http"]);

    public static TheoryData<string[]> WithAnAddress =>
        new(
            ["-l", "80"],
            ["-l", "127.0.0.1"],
            ["-l", "-p", "80"],
            ["-l", "-s", "127.0.0.1"],
            ["-l", "tcp://127.0.0.1:80"],
            ["-lU", "path"],
            ["-l", "unix:path"]
        );

    [Theory]
    [MemberData(nameof(WithoutAnAddress))]
    public void Sockets_AreTaken_WhereNoAddressIsNamed(string[] words) =>
        Assert.Equal(new PassedSocketOptions { Count = 2 }, Place(words));

    [Theory]
    [MemberData(nameof(WithAnAddress))]
    public void Sockets_AreLeftAlone_WhereAnAddressIsNamed(string[] words) =>
        Assert.IsNotType<Endpoint.ListenPassed>(Read(words, _own, "2").Endpoint);

    [Fact]
    public void Sockets_AreOfWhatIsAskedFor()
    {
        Assert.Equal(new PassedSocketOptions { Count = 2, IsDatagram = true }, Place("-lu"));
        Assert.Equal(AddressFamily.Unix, Place("-lU").Family);
        Assert.Equal(AddressFamily.InterNetwork, Place("-l4").Family);
        Assert.Equal(AddressFamily.InterNetworkV6, Place("-l6").Family);
        Assert.Equal(TimeSpan.FromSeconds(9), Place("-l", "--keepalive", "9").KeepAlive);
    }

    [Fact]
    public void AccessList_HoldsForThem() =>
        Assert.Single(
            Assert.IsType<Endpoint.ListenPassed>(Read(["-l", "--allow", "10.0.0.1"], _own, "2").Endpoint).Access.Allow!
        );

    [Theory]
    [InlineData(null, "2")]
    [InlineData("", "2")]
    [InlineData("1", "2")]
    [InlineData("no number", "2")]
    public void Sockets_OfAnotherProcess_AreLeftAlone(string? process, string? count) =>
        Assert.IsType<Endpoint.Listen>(Read(["-l"], process, count).Endpoint);

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    public void None_IsNoMatter(string? count) => Assert.IsType<Endpoint.Listen>(Read(["-l"], _own, count).Endpoint);

    [Theory]
    [InlineData("")]
    [InlineData("two")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void Count_ThatIsNone_IsRefused(string count) =>
        Assert.Equal(
            $"LISTEN_FDS: '{count}' is no number of sockets; try 'dotcat --help'",
            Assert.Throws<UsageException>(() => Read(["-l"], _own, count)).Message
        );

    [Fact]
    public void Client_HasNoUseForThem() => Assert.IsType<Endpoint.Dial>(Read(["host"], _own, "2").Endpoint);

    private static PassedSocketOptions Place(params string[] words) =>
        Assert.IsType<Endpoint.ListenPassed>(Read(words, _own, "2").Endpoint).Place;

    private static SessionOptions Read(string[] words, string? process, string? count) =>
        Words.Read(
            words,
            name =>
                name switch
                {
                    "LISTEN_PID" => process,
                    "LISTEN_FDS" => count,
                    _ => null,
                }
        );
}
