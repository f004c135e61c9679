using System.Net;
using System.Net.Sockets;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

public sealed class CommandEnvironmentTests
{
    [Theory]
    [InlineData("10.0.0.1:1", "10.0.0.2:2", false, "10.0.0.1 1 10.0.0.2 2 TCP")]
    [InlineData("[::1]:1", "[fe80::1]:65535", true, "::1 1 fe80::1 65535 UDP")]
    [InlineData("[::ffff:10.0.0.1]:1", "[::ffff:10.0.0.2]:2", false, "10.0.0.1 1 10.0.0.2 2 TCP")]
    public void Peer_IsToldAsNcatTellsIt(string local, string remote, bool isDatagram, string expected) =>
        Assert.Equal(expected, Told(IPEndPoint.Parse(local), IPEndPoint.Parse(remote), isDatagram));

    [Fact]
    public void UnixPeer_IsCalledLocalhost()
    {
        var path = new UnixDomainSocketEndPoint("/path");

        Assert.Equal("localhost  localhost  TCP", Told(path, path, isDatagram: false));
    }

    [Fact]
    public void PeerWithoutAddresses_IsCalledLocalhost() =>
        Assert.Equal("localhost  localhost  TCP", Told(CommandEnvironment.Of(new MemoryChannel())));

    private static string Told(EndPoint local, EndPoint remote, bool isDatagram) =>
        Told(CommandEnvironment.Of(new AddressedChannel(local, remote, isDatagram)));

    private static string Told(IReadOnlyDictionary<string, string> all) =>
        $"{all["NCAT_LOCAL_ADDR"]} {all["NCAT_LOCAL_PORT"]} {all["NCAT_REMOTE_ADDR"]} {all["NCAT_REMOTE_PORT"]} {all["NCAT_PROTO"]}";
}
