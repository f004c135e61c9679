using System.Net;
using Dotcat.Reporting;
using Dotcat.Services.Scanning;

namespace Dotcat.Tests.Unit.Services.Scanning;

public sealed class RoutesTests : IDisposable
{
    /// <summary>The system lets nobody send there who has not asked to broadcast.</summary>
    private static readonly IPAddress _unreachable = IPAddress.Broadcast;

    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [Fact]
    public void Addresses_WithoutARoute_AreLeftOut_AndSaid()
    {
        IReadOnlyList<IPAddress> found = Find(_unreachable, IPAddress.Loopback, IPAddress.IPv6Loopback);

        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], found);
        Assert.StartsWith("dotcat: 255.255.255.255: ", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Host_WithoutAnyRoute_IsAFailure()
    {
        var e = Assert.Throws<DotcatException>(() => Find(_unreachable));

        Assert.StartsWith("cannot connect to host: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, e.ExitCode);
    }

    [Fact]
    public void LocalAddress_OfAnotherMachine_IsAFailure()
    {
        var e = Assert.Throws<DotcatException>(() =>
            Routes.Find("host", [IPAddress.Loopback], IPAddress.Parse("192.0.2.1"), Reporter())
        );

        Assert.Equal("cannot bind to 192.0.2.1: not an address of this machine", e.Message);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
    }

    public void Dispose() => _stderr.Dispose();

    private IReadOnlyList<IPAddress> Find(params IPAddress[] addresses) =>
        Routes.Find("host", addresses, source: null, Reporter());

    private Reporter Reporter() => new(_stderr, Verbosity.Attempts);
}
