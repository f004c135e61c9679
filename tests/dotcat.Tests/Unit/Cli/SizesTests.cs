using System.Globalization;
using Dotcat.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

public sealed class SizesTests
{
    private static readonly (string Unit, long Bytes)[] _units =
    [
        ("", 1),
        ("K", 1L << 10),
        ("M", 1L << 20),
        ("G", 1L << 30),
        ("T", 1L << 40),
    ];

    [Fact]
    public void Read_OfANumberAndAUnit_IsTheirProduct() =>
        Prop.ForAll(
                Gen.Choose(1000, int.MaxValue).ToArbitrary(),
                Gen.Elements(_units).ToArbitrary(),
                static (thousandths, unit) =>
                    Read(Text(thousandths) + unit.Unit) == (long)(thousandths / 1000m * unit.Bytes)
                    && Read(Text(thousandths) + unit.Unit) == Read(Text(thousandths) + unit.Unit.ToLowerInvariant())
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1", 1)]
    [InlineData("64K", 65_536)]
    [InlineData("1.5k", 1536)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("8388607T", 8_388_607L << 40)]
    public void Read_OfASize(string text, long bytes) => Assert.Equal(bytes, Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1KB")]
    [InlineData("1KiB")]
    [InlineData("1 K")]
    [InlineData("0x10")]
    [InlineData("1,5K")]
    [InlineData("1e3")]
    [InlineData("much")]
    [InlineData("0")]
    [InlineData("0.9")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608T")]
    [InlineData("79228162514264337593543950335T")]
    [InlineData("99999999999999999999999999999999")]
    public void Read_OfAnythingElse_IsAnError(string text) => Assert.Throws<UsageException>(() => Read(text));

    private static long Read(string text) => Sizes.Read(OptionTable.Rate, text);

    private static string Text(int thousandths) => (thousandths / 1000m).ToString(CultureInfo.InvariantCulture);
}
