using System.Globalization;
using Dotcat.Channels;
using Dotcat.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

public sealed class HostAndPortTests
{
    [Fact]
    public void Read_OfWhatJoinWrites_GivesItBack() =>
        Prop.ForAll(
                WordGenerators.Host,
                Gen.Choose(0, 65535).ToArbitrary(),
                static (host, port) =>
                    HostAndPort.Read(Addresses.Join(host, port))
                    == new HostAndPort(host, port.ToString(CultureInfo.InvariantCulture))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAHostAlone_LeavesThePortOpen() =>
        Prop.ForAll(WordGenerators.Host, static host => HostAndPort.Read(host) == new HostAndPort(host, null))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_OfAnyText_NeverGivesAnEmptyHost() =>
        Prop.ForAll(
                WordGenerators.Text,
                static text =>
                    Record.Exception(() => Assert.NotEmpty(HostAndPort.Read(text).Host)) is null or UsageException
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("[::1]")]
    [InlineData("::1")]
    public void ReadHost_OfAnAddress_TakesItWithAndWithoutBrackets(string word) =>
        Assert.Equal("::1", HostAndPort.ReadHost(word));
}
