using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dotcat.Reporting;

/// <summary>
/// Text of a stranger that a terminal shows, and does nothing else with: control characters, what turns the
/// direction of writing, and bytes that are no UTF-8 are made visible as <c>\x1b</c> and <c>\u202e</c>.
/// </summary>
internal static class SafeText
{
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

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
            Append(text, status == OperationStatus.Done ? rune : null, bytes[..length]);
            bytes = bytes[length..];
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, Rune? rune, ReadOnlySpan<byte> bytes)
    {
        if (rune is { IsAscii: false } active && IsActive(active))
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{active.Value:x4}");
        }
        else if (rune is { } harmless && !IsActive(harmless))
        {
            text.Append(CultureInfo.InvariantCulture, $"{harmless}");
        }
        else
        {
            foreach (byte value in bytes)
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}");
            }
        }
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
