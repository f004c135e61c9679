using Dotcat.Cli.Nc;

namespace Dotcat.Tests.Unit.Cli.Nc;

/// <summary>The numbers are those of ip.h and of the RFCs on DiffServ.</summary>
public sealed class TypesOfServiceTests
{
    [Theory]
    [InlineData("critical", 0xa0)]
    [InlineData("inetcontrol", 0xc0)]
    [InlineData("lowcost", 0x02)]
    [InlineData("lowdelay", 0x10)]
    [InlineData("netcontrol", 0xe0)]
    [InlineData("reliability", 0x04)]
    [InlineData("throughput", 0x08)]
    [InlineData("ef", 0xb8)]
    [InlineData("af11", 0x28)]
    [InlineData("af43", 0x98)]
    [InlineData("cs0", 0x00)]
    [InlineData("cs7", 0xe0)]
    [InlineData("0x2e", 0x2e)]
    [InlineData("16", 16)]
    [InlineData("255", 255)]
    public void Name_OrNumber_IsAByte(string text, int value) => Assert.Equal(value, TypesOfService.Read(text));
}
