using System.Text;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>What a terminal is given.</summary>
internal static class Shown
{
    /// <summary>
    /// Nothing in the text does anything to a terminal, or turns the direction of writing: Unicode's Cc, Zl and Zp, and
    /// Bidi_Control (https://www.unicode.org/Public/UCD/latest/ucd/PropList.txt).
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="allowed">Controls that have their place in it.</param>
    public static void Check(string text, string allowed = "")
    {
        foreach (Rune rune in text.EnumerateRunes()) // half a pair is read as U+FFFD
        {
            if (rune.IsBmp && allowed.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                continue;
            }

            bool isActive =
                Rune.IsControl(rune)
                || rune.Value is 0x2028 or 0x2029 or 0x061C or 0x200E or 0x200F
                || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
            ParserException.ThrowUnless(!isActive, $"U+{rune.Value:X4} would be shown as it is");
        }

        string sent = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        ParserException.ThrowUnless(sent == text, "half a pair would be shown");
    }

    /// <summary>Has something read; the sentence of a refusal is looked at, as are those that are told.</summary>
    /// <returns>The refusal's sentence; null where nothing was refused.</returns>
    public static string? Refusal<T>(Action read)
        where T : Exception
    {
        try
        {
            read();
            return null;
        }
        catch (T e)
        {
            Check(e.Message);
            return e.Message;
        }
    }
}
