using System.Globalization;
using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>Whole numbers, refused in the words of strtonum(3).</summary>
internal static class Numbers
{
    /// <exception cref="DotcatException">It is none, or out of the range.</exception>
    public static int Read(string text, string what, int lowest, int highest)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out decimal number))
        {
            throw NcFailure.Of(NcMessages.NotANumber(what, text));
        }

        return number < lowest ? throw NcFailure.Of(NcMessages.TooSmall(what, text))
            : number > highest ? throw NcFailure.Of(NcMessages.TooLarge(what, text))
            : (int)number;
    }
}
