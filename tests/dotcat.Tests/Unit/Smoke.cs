using Dotcat.Cli;

namespace Dotcat.Tests.Unit;

public sealed class SmokeTests
{
    [Fact]
    public void Works() => Assert.Equal(31337, Ports.Default);
}
