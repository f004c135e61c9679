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
        Assert.Equal(name, ServiceNames.NameOf(port, protocol));
    }

    [Theory]
    [InlineData(1, "no-such-protocol")]
    [InlineData(65534, "tcp")]
    public void NameOf_APortWithoutAService_IsNothing(int port, string protocol) =>
        Assert.Null(ServiceNames.NameOf(port, protocol));

    /// <summary>The system's own calls answer all threads in the same place.</summary>
    [SkippableFact]
    public void Names_AskedForAtTheSameTime_AreTheRightOnes()
    {
        Skip.IfNot(File.Exists("/etc/services"), "this system has no /etc/services");

        Parallel.For(
            0,
            2_000,
            static i =>
            {
                (string name, int port) = i % 2 == 0 ? ("ssh", 22) : ("http", 80);
                Assert.Equal(name, ServiceNames.NameOf(port, "tcp"));
                Assert.Equal(port, (int?)ServiceNames.Find(name, "tcp"));
            }
        );
    }

    [Theory]
    [InlineData("no-such-service", "tcp")]
    [InlineData("ssh", "no-such-protocol")]
    [InlineData("", "tcp")]
    public void Find_OfAnUnknownService_IsNothing(string name, string protocol) =>
        Assert.Null(ServiceNames.Find(name, protocol));
}
