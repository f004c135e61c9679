using System.Globalization;
using Dotcat.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

public sealed class PortsTests
{
    [Fact]
    public void Read_OfANumber_TakesExactlyThePorts() =>
        Prop.ForAll(
                Gen.Choose(0, 200_000).ToArbitrary(),
                Gen.Choose(0, 1).ToArbitrary(),
                static (number, lowest) => Read(number, lowest) == (number >= lowest && number <= 65535 ? number : null)
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("80", true)]
    [InlineData("", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData(" 1", false)]
    [InlineData("1.0", false)]
    [InlineData("٣", false)]
    public void IsNumber_OfPlainDigitsOnly_IsTrue(string text, bool expected) =>
        Assert.Equal(expected, Ports.IsNumber(text));

    private static int? Read(int number, int lowest)
    {
        try
        {
            string text = number.ToString(CultureInfo.InvariantCulture);
            return new Ports(Words.Service, numericOnly: true).Read(text, "tcp", lowest);
        }
        catch (UsageException)
        {
            return null;
        }
    }
}
