using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

public sealed class UnixPathTests
{
    [Fact]
    public void Length_IsInBytes() => Assert.Equal(4, UnixPath.Length("aéb"));

    [Fact]
    public void MaxBytes_IsWhatTheSystemTakes()
    {
        _ = UnixPath.ToEndPoint(new string('x', UnixPath.MaxBytes));

        Assert.ThrowsAny<ArgumentException>(() => UnixPath.ToEndPoint(new string('x', UnixPath.MaxBytes + 1)));
    }

    [SkippableFact]
    public void AtSign_OnLinux_IsAnAbstractName()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux has abstract names");

        Assert.True(UnixPath.IsAbstract("@name"));
        Assert.False(UnixPath.IsAbstract("./@name"));
        Assert.Equal(new UnixDomainSocketEndPoint("\0name"), UnixPath.ToEndPoint("@name"));
    }
}
