using System.Text;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Reporting;

/// <summary>The line that shows progress, however wide the terminal is.</summary>
[UsesVerify]
public sealed class ProgressLineTests
{
    private const long GiB = 1L << 30;

    private static readonly Dictionary<string, ProgressState> _states = new()
    {
        ["nothing yet"] = Of(0, 0),
        ["sending, nobody knows how much"] = Of(1_500_000, 0),
        ["sending a file"] = Of(GiB / 3, 0) with { Goal = new ProgressGoal(GiB, IsInput: true) },
        ["sending a file, and hearing more"] = Of(1000, 123_456) with { Goal = new ProgressGoal(4000, IsInput: true) },
        ["receiving what has a size"] = Of(17, GiB / 2) with { Goal = new ProgressGoal(GiB, IsInput: false) },
        ["all there"] = Of(GiB, 0) with { Goal = new ProgressGoal(GiB, IsInput: true) },
        ["not quite all there"] = Of(GiB - 1, 0) with { Goal = new ProgressGoal(GiB, IsInput: true) },
        ["more than there should be"] = Of(GiB + 1, 0) with { Goal = new ProgressGoal(GiB, IsInput: true) },
        ["stalled"] = new ProgressState(new TrafficCount(GiB / 4, 0, 1, 1, TimeSpan.FromHours(30)), 0, 0)
        {
            Goal = new ProgressGoal(GiB, IsInput: true),
        },
        ["too slow to end"] = new ProgressState(new TrafficCount(1, 0, 1, 1, TimeSpan.FromDays(400)), 0.0001, 0)
        {
            Goal = new ProgressGoal(long.MaxValue, IsInput: true),
        },
        ["of many"] = new ProgressState(
            new TrafficCount(5_000_000, 7_000_000, 12, 340, TimeSpan.FromMinutes(61)),
            800_000,
            900_000
        )
        {
            IsOfMany = true,
        },
        ["of one who is left of many"] = Of(1, 2) with { IsOfMany = true },
        ["the largest numbers"] = new ProgressState(
            new TrafficCount(long.MaxValue, long.MaxValue, int.MaxValue, int.MaxValue, TimeSpan.MaxValue),
            long.MaxValue,
            long.MaxValue
        )
        {
            IsOfMany = true,
            Goal = new ProgressGoal(long.MaxValue, IsInput: false),
        },
    };

    public static TheoryData<string> Names => [.. _states.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_IsOneLine_ThatFits_AndSaysMoreWhereThereIsMoreRoom(string name)
    {
        int words = 0;
        for (int columns = 20; columns <= 200; columns++)
        {
            string line = ProgressLine.Make(_states[name], columns);

            Assert.InRange(line.Length, 1, columns);
            Assert.DoesNotContain(line, static letter => letter is < ' ' or > '~');
            int said = line.Replace("=", "", StringComparison.Ordinal)
                .Split([' ', '[', '>', ']'], StringSplitOptions.RemoveEmptyEntries)
                .Length;
            Assert.InRange(said, words, int.MaxValue);
            words = said;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Make_WithHardlyAnyRoom_IsCut(string name)
    {
        for (int columns = -1; columns < 20; columns++)
        {
            Assert.InRange(ProgressLine.Make(_states[name], columns).Length, 0, Math.Max(0, columns));
        }
    }

    [Fact]
    public async Task Make_IsAsAgreed()
    {
        var text = new StringBuilder();
        foreach ((string name, ProgressState state) in _states)
        {
            text.Append(name).Append(":\n");
            foreach (int columns in (int[])[20, 40, 79, 120])
            {
                text.Append("  ").Append(ProgressLine.Make(state, columns)).Append('\n');
            }
        }

        await Verify(text.ToString().TrimEnd());
    }

    private static ProgressState Of(long sent, long received) =>
        new(new TrafficCount(sent, received, 1, 1, TimeSpan.FromSeconds(64)), sent / 60.0, received / 60.0);
}
