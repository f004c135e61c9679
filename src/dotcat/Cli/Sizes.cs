using System.Globalization;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Numbers of bytes: a number with K, M, G or T behind it, powers of 1024; bytes where the unit is left out.</summary>
internal static class Sizes
{
    /// <exception cref="UsageException">The text is no size, less than a byte, or more than can be counted.</exception>
    public static long Read(OptionDefinition option, string text)
    {
        Sentence? problem =
            !TryParse(text, out decimal bytes) ? Messages.BadSize(option.Display, text)
            : bytes < 1 ? Messages.SizeNotPositive(option.Display)
            : bytes > long.MaxValue ? Messages.SizeTooLarge(option.Display)
            : null;
        return problem is null ? (long)bytes : throw new UsageException(problem, option.Elsewhere);
    }

    /// <summary>A size that is too large to be told from another becomes <see cref="decimal.MaxValue"/>.</summary>
    internal static bool TryParse(string text, out decimal bytes)
    {
        int power =
            text.Length == 0 ? 0 : "KMGT".IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal) + 1;
        ReadOnlySpan<char> number = text.AsSpan(0, text.Length - Math.Min(power, 1));
        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out bytes))
        {
            return false;
        }

        decimal unit = 1L << (10 * power);
        bytes = bytes > decimal.MaxValue / unit ? decimal.MaxValue : bytes * unit;
        return true;
    }
}
