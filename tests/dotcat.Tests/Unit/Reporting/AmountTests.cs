using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Reporting;

public sealed class AmountTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(0.4, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(999.5, "0.98 KiB")]
    [InlineData(1024, "1.00 KiB")]
    [InlineData(10_234, "9.99 KiB")]
    [InlineData(10_236, "10.0 KiB")]
    [InlineData(102_348, "99.9 KiB")]
    [InlineData(102_350, "100 KiB")]
    [InlineData(1_023_487, "999 KiB")]
    [InlineData(1_023_489, "0.98 MiB")]
    [InlineData(1L << 30, "1.00 GiB")]
    [InlineData(1L << 40, "1.00 TiB")]
    [InlineData(1L << 50, "1.00 PiB")]
    [InlineData(long.MaxValue, "8.00 EiB")]
    public void Of_HasThreeDigits(double bytes, string text) => Assert.Equal(text, Amount.Of(bytes));
}
