using System.Globalization;

namespace Dotcat.Reliability.LongRun;

/// <summary>The lines of an endless talk; each begins with its number, and no other is like it.</summary>
internal static class TalkLines
{
    private const int Digits = 12;
    private const int Longest = 1000;

    private static readonly string _letters = Make();

    /// <summary>Without the line end.</summary>
    public static string Line(long number)
    {
        int length = (int)(number * 31 % Longest);
        int start = (int)(number * 7919 % (_letters.Length - Longest));
        return string.Concat(
            number.ToString($"D{Digits}", CultureInfo.InvariantCulture),
            _letters.AsSpan(start, length)
        );
    }

    /// <summary>Null where it is none.</summary>
    public static long? NumberOf(string line) =>
        line.Length >= Digits
        && long.TryParse(line.AsSpan(0, Digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : null;

    private static string Make()
    {
        var random = new Random(1);
        return string.Create(
            64 * 1024,
            random,
            static (letters, it) => it.GetItems("abcdefghijklmnopqrstuvwxyz", letters)
        );
    }
}
