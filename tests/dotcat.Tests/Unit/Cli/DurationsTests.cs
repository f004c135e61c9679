using System.Globalization;
using Dotcat.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

public sealed class DurationsTests
{
    private static readonly (string Unit, long Ticks)[] _units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("", TimeSpan.TicksPerSecond),
    ];

    private static readonly Arbitrary<(string Unit, long Ticks)> _anyUnit = Gen.Elements(_units).ToArbitrary();

    [Fact]
    public void Parse_OfANumberAndAUnit_IsTheirProduct() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                _anyUnit,
                static (thousandths, unit) =>
                    Parse(Text(thousandths) + unit.Unit).Ticks == (long)(thousandths / 1000m * unit.Ticks)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_OfALargerNumber_IsNoShorter() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                _anyUnit,
                static (one, other, unit) =>
                    (one <= other) == (Parse(Text(one) + unit.Unit) <= Parse(Text(other) + unit.Unit)) || one == other
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_OfAnyCase_IsTheSame() =>
        Assert.All(
            _units,
            static unit => Assert.Equal(Parse($"5{unit.Unit}"), Parse($"5{unit.Unit.ToUpperInvariant()}"))
        );

    [Theory]
    [InlineData("99999999999999999h")]
    [InlineData("9999999999999999999999999999")]
    public void Parse_OfMoreThanATimeSpanHolds_IsTheLongest(string text) =>
        Assert.Equal(TimeSpan.MaxValue, Parse(text));

    [Fact]
    public void Read_AtItsLimits_TakesThem()
    {
        TimeSpan second = TimeSpan.FromSeconds(1);

        Assert.Equal(second, Durations.Read(OptionTable.Wait, "1s", second, second));
        Assert.Throws<UsageException>(() => Durations.Read(OptionTable.Wait, "999ms", second, second));
        Assert.Throws<UsageException>(() => Durations.Read(OptionTable.Wait, "1001ms", second, second));
    }

    private static TimeSpan Parse(string text)
    {
        Assert.True(Durations.TryParse(text, out TimeSpan time));
        return time;
    }

    private static string Text(int thousandths) => (thousandths / 1000m).ToString(CultureInfo.InvariantCulture);
}
