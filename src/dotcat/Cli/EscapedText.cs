using System.Buffers;
using System.Globalization;
using System.Text;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Text with <c>\n</c>, <c>\r</c>, <c>\t</c>, <c>\\</c> and <c>\xHH</c>, a byte each, in UTF-8.</summary>
internal static class EscapedText
{
    /// <exception cref="UsageException">A backslash stands before anything else.</exception>
    public static byte[] Read(OptionDefinition option, string text)
    {
        var bytes = new ArrayBufferWriter<byte>();
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int backslash = rest.IndexOf('\\');
            ReadOnlySpan<char> plain = backslash < 0 ? rest : rest[..backslash];
            Encoding.UTF8.GetBytes(plain, bytes);
            rest = rest[plain.Length..];
            if (rest.IsEmpty)
            {
                break;
            }

            int length = rest is ['\\', 'x', ..] ? 4 : 2;
            ReadOnlySpan<char> escape = rest[..Math.Min(length, rest.Length)];
            bytes.Write([Value(escape) ?? throw new UsageException(Messages.BadEscape(option.Display, $"{escape}"))]);
            rest = rest[length..];
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static byte? Value(ReadOnlySpan<char> escape) =>
        escape switch
        {
            ['\\', 'n'] => (byte)'\n',
            ['\\', 'r'] => (byte)'\r',
            ['\\', 't'] => (byte)'\t',
            ['\\', '\\'] => (byte)'\\',
            ['\\', 'x', _, _]
                when byte.TryParse(
                    escape[2..],
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out byte value
                ) => value,
            _ => null,
        };
}
