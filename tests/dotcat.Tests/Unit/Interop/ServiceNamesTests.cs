using Dotcat.Interop;

namespace Dotcat.Tests.Unit.Interop;

public sealed class ServiceNamesTests
{
    [SkippableTheory]
    [InlineData("http", "tcp", 80)]
    [InlineData("ssh", "tcp", 22)]
    [InlineData("domain", "udp", 53)]
    [InlineData("tftp", "udp", 69)]
    public void Find_OfAKnownService_IsItsPort(string name, string protocol, int port)
    {
        Skip.IfNot(File.Exists("/etc/services"), "this system has no /etc/services");

        Assert.Equal(port, ServiceNames.Find(name, protocol) ?? -1);
    }

    [Theory]
    [InlineData("no-such-service", "tcp")]
    [InlineData("ssh", "no-such-protocol")]
    [InlineData("", "tcp")]
    public void Find_OfAnUnknownService_IsNothing(string name, string protocol) =>
        Assert.Null(ServiceNames.Find(name, protocol));
}
