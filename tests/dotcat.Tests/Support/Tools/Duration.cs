using System.Globalization;

namespace Dotcat.Tests.Support.Tools;

/// <summary>The time at the end of dotcat's line about what was moved: <c>… in 12 ms</c>, <c>… in 1.2 s</c>.</summary>
internal static class Duration
{
    public static TimeSpan In(string line)
    {
        string[] words = line.Split(' ');
        double number = double.Parse(words[^2], CultureInfo.InvariantCulture);
        return words[^1] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            _ => throw new FormatException(line),
        };
    }
}
