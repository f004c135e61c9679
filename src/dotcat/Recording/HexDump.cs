using System.Globalization;
using System.Text;

namespace Dotcat.Recording;

/// <summary>Lines of 16 bytes, each with the offset of its first one, exactly as xxd(1) writes them.</summary>
internal static class HexDump
{
    private const int Width = 16;
    private const int HexWidth = (Width * 2) + (Width / 2); // groups of two bytes, and a blank after each
    private const int LongestLine = Width + 2 + HexWidth + 1 + Width + 1; // with an offset of 16 digits

    /// <summary>The most bytes that a head of so many characters takes with the lines of so many bytes.</summary>
    public static int MaxLength(string head, int count) =>
        Encoding.UTF8.GetMaxByteCount(head.Length) + 1 + ((count + Width - 1) / Width * LongestLine);

    /// <summary>Writes a head in a line of its own, and the lines of the bytes, of which the first has that offset.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Format(string head, ReadOnlySpan<byte> bytes, long offset, Span<byte> target)
    {
        int length = Encoding.UTF8.GetBytes(head, target);
        target[length++] = (byte)'\n';
        for (; !bytes.IsEmpty; offset += Width)
        {
            ReadOnlySpan<byte> line = bytes[..Math.Min(Width, bytes.Length)];
            length += FormatLine(line, offset, target[length..]);
            bytes = bytes[line.Length..];
        }

        return length;
    }

    private static int FormatLine(ReadOnlySpan<byte> bytes, long offset, Span<byte> target)
    {
        offset.TryFormat(target, out int length, "x8", CultureInfo.InvariantCulture);
        ": "u8.CopyTo(target[length..]);
        Span<byte> hex = target.Slice(length + 2, HexWidth + 1);
        Span<byte> text = target[(length + 2 + HexWidth + 1)..];
        hex.Fill((byte)' ');
        for (int i = 0; i < bytes.Length; i++)
        {
            byte value = bytes[i];
            int column = (i * 2) + (i / 2);
            hex[column] = Digit(value >> 4);
            hex[column + 1] = Digit(value & 0xF);
            text[i] = value is >= (byte)' ' and <= (byte)'~' ? value : (byte)'.';
        }

        text[bytes.Length] = (byte)'\n';
        return length + 2 + HexWidth + 1 + bytes.Length + 1;
    }

    private static byte Digit(int value) => "0123456789abcdef"u8[value];
}
