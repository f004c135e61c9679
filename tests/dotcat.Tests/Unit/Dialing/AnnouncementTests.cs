using System.Net;
using System.Net.Sockets;
using Dotcat.Dialing;
using Dotcat.ProxyProtocol;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing;

public sealed class AnnouncementTests
{
    [Fact]
    public async Task OwnConnection_IsAnnouncedFromItsOwnEnd()
    {
        AddressedChannel connection = Between("10.0.0.1:1", "10.0.0.2:2");

        await Announcement.MakeAsync(connection, ProxyHeaderVersion.V1, client: null, CancellationToken.None);

        Assert.Equal("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n", connection.WrittenText);
    }

    [Fact]
    public async Task ConnectionForAClient_IsAnnouncedFromTheClient_ToWhereItConnected()
    {
        AddressedChannel connection = Between("10.0.0.1:1", "10.0.0.2:2");
        AddressedChannel client = Between("10.0.0.4:4", "10.0.0.3:3");

        await Announcement.MakeAsync(connection, ProxyHeaderVersion.V1, client, CancellationToken.None);

        Assert.Equal("PROXY TCP4 10.0.0.3 10.0.0.4 3 4\r\n", connection.WrittenText);
    }

    [Fact]
    public async Task ConnectionWithoutAddresses_IsAnnouncedAsNobodys()
    {
        var connection = new MemoryChannel();

        await Announcement.MakeAsync(connection, ProxyHeaderVersion.V1, client: null, CancellationToken.None);

        Assert.Equal("PROXY UNKNOWN\r\n", connection.WrittenText);
    }

    [Fact]
    public async Task ConnectionThatFails_IsAFailureThatTimeMayMend()
    {
        var broken = new MemoryChannel { WriteFailure = new SocketException((int)SocketError.ConnectionReset) };

        DotcatException failure = await Assert.ThrowsAsync<DotcatException>(() =>
            Announcement.MakeAsync(broken, ProxyHeaderVersion.V2, client: null, CancellationToken.None)
        );

        Assert.Equal((ExitCode.Failed, true), (failure.ExitCode, failure.IsTransient));
    }

    private static AddressedChannel Between(string local, string remote) =>
        new(IPEndPoint.Parse(local), IPEndPoint.Parse(remote));
}
