using System.Globalization;

namespace Dotcat.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    public const string Usage = """
        Usage: dotnet run -c Release --project tests/dotcat.Benchmarks -- [options]

          --output FILE    write the tables to FILE too
          --rounds N       rounds that count, after one that does not (7)
          --size MB        what a transfer moves, at least 100 (1000)
          --only TEXT      only the rows with TEXT in their title
          --quick          a look whether it works: 2 rounds, small amounts

        DOTCAT_NATIVE and DOTCAT_PORTABLE name the tools to measure (a program, or an assembly
        for dotnet); where they are not set, dotcat is packed and installed for the run.
        DOTCAT_BEFORE names an earlier build to measure beside them.
        """;

    public string? Output { get; init; }

    public int Rounds { get; init; } = 7;

    public int Megabytes { get; init; } = 1000;

    public string Only { get; init; } = "";

    public bool IsQuick { get; init; }

    /// <summary>How often a short run is repeated within a round.</summary>
    public int Repetitions => IsQuick ? 3 : 20;

    public int RoundTrips => IsQuick ? 200 : 2000;

    public int Flood => IsQuick ? 20_000 : 200_000;

    /// <summary>As many as the limit of descriptors allows, but no more.</summary>
    public int Clients => IsQuick ? 2_000 : 10_000;

    public int Pairs => IsQuick ? 1_000 : 5_000;

    public int Refusals => IsQuick ? 10_000 : 50_000;

    /// <summary>What a broker is sent.</summary>
    public int BrokerMegabytes => IsQuick ? 10 : 100;

    /// <summary>For how long a server is asked over and over.</summary>
    public TimeSpan Asking => TimeSpan.FromSeconds(IsQuick ? 1 : 3);

    /// <summary>Null where the words make no sense.</summary>
    public static Settings? Read(string[] words)
    {
        var settings = new Settings();
        for (int i = 0; i < words.Length; i++)
        {
            string value = i + 1 < words.Length ? words[i + 1] : "";
            switch (words[i])
            {
                case "--quick":
                    settings = settings with { IsQuick = true, Rounds = 2, Megabytes = 100 };
                    continue;
                case "--output" when value.Length > 0:
                    settings = settings with { Output = Path.GetFullPath(value) };
                    break;
                case "--only" when value.Length > 0:
                    settings = settings with { Only = value };
                    break;
                case "--rounds" when Number(value) is >= 1 and var rounds:
                    settings = settings with { Rounds = rounds };
                    break;
                case "--size" when Number(value) is >= 100 and var size:
                    settings = settings with { Megabytes = size };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return settings;
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
