using System.Globalization;

namespace Dotcat.Reliability;

/// <summary>What the command line asks for.</summary>
internal sealed record Settings
{
    public const string Usage = """
        Usage: dotnet run -c Release --project tests/dotcat.Reliability -- [options]

          --short          the short form of each trial: minutes instead of hours
          --only TEXT      only the trials with TEXT in their group or name
          --seed N         what all chance follows from (1)
          --output FILE    write the report to FILE too

        DOTCAT_TOOL names the tool under trial; where it is not set, it is the one built with the trials.
        """;

    public bool IsShort { get; init; }

    public string Only { get; init; } = "";

    public int Seed { get; init; } = 1;

    public string? Output { get; init; }

    /// <summary>Null where the words make no sense.</summary>
    public static Settings? Read(string[] words)
    {
        var settings = new Settings();
        for (int i = 0; i < words.Length; i++)
        {
            string value = i + 1 < words.Length ? words[i + 1] : "";
            switch (words[i])
            {
                case "--short":
                    settings = settings with { IsShort = true };
                    continue;
                case "--only" when value.Length > 0:
                    settings = settings with { Only = value };
                    break;
                case "--seed" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seed):
                    settings = settings with { Seed = seed };
                    break;
                case "--output" when value.Length > 0:
                    settings = settings with { Output = Path.GetFullPath(value) };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return settings;
    }
}
