using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dotcat.Reporting;

/// <summary>
/// Text of a stranger that a terminal shows, and does nothing else with: control characters, what turns the
/// direction of writing, and what could not be decoded are made visible as <c>\x1b</c> and <c>\u202e</c>.
/// </summary>
internal static class SafeText
{
    /// <summary>The most characters of a name that are shown.</summary>
    public const int Longest = 200;

    private const string Cut = "...";

    /// <summary>A name, an address or another text within a sentence, where a tab has no place either.</summary>
    public static string Brief(string name)
    {
        if (name.Length <= Longest && !name.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return name;
        }

        var text = new StringBuilder();
        for (ReadOnlySpan<char> rest = name; !rest.IsEmpty; )
        {
            int shown = text.Length;
            OperationStatus status = Rune.DecodeFromUtf16(rest, out Rune rune, out int length);
            if (status != OperationStatus.Done || rune == Rune.ReplacementChar || rune.Value == '\t')
            {
                AppendNumber(text, rest[0]);
            }
            else
            {
                Append(text, rune);
            }

            if (text.Length > Longest)
            {
                text.Length = shown;
                return text.Append(Cut).ToString();
            }

            rest = rest[length..];
        }

        return text.ToString();
    }

    /// <summary>A line of talk, as long as it is.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
            if (status == OperationStatus.Done)
            {
                Append(text, rune);
            }
            else
            {
                foreach (byte value in bytes[..length])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        if (IsActive(rune))
        {
            AppendNumber(text, (char)rune.Value);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{rune}");
        }
    }

    private static void AppendNumber(StringBuilder text, char value)
    {
        (string prefix, string format) = value < 0x80 ? ("\\x", "x2") : ("\\u", "x4");
        text.Append(prefix).Append(((int)value).ToString(format, CultureInfo.InvariantCulture));
    }

    /// <summary>The controls, and what moves text about: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters.</summary>
    private static bool IsActive(Rune rune) =>
        rune.Value switch
        {
            '\t' => false,
            0x061C or 0x200E or 0x200F or 0x2028 or 0x2029 or 0xFEFF => true,
            (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => true,
            _ => Rune.IsControl(rune),
        };
}
