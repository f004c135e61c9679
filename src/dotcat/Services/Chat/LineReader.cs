using System.Buffers;
using Dotcat.Reporting;

namespace Dotcat.Services.Chat;

/// <summary>Makes lines of what one sender sends, however it is cut into reads. LF or CRLF ends a line.</summary>
internal sealed class LineReader
{
    /// <summary>Bytes after which a line goes on as another one.</summary>
    public const int MaxLength = 8 * 1024;

    private const int LongestSequence = 4; // of UTF-8

    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>Takes the next line off the bytes; what there is of an unfinished one is kept for the next call.</summary>
    /// <param name="bytes">What was read, and what is left of it.</param>
    /// <param name="isEnd">Whether their end is the end of a line, too: they are a datagram, or the last ones.</param>
    /// <param name="line">Safe to be shown; empty where there is none.</param>
    public bool TryRead(ref ReadOnlyMemory<byte> bytes, bool isEnd, out string line)
    {
        ReadOnlySpan<byte> next = bytes.Span;
        int room = MaxLength - _kept.WrittenCount;
        int feed = next[..Math.Min(next.Length, room + 1)].IndexOf((byte)'\n');
        if (feed >= 0)
        {
            line = Finish(next[..feed]);
            bytes = bytes[(feed + 1)..];
            return true;
        }

        if (next.Length > room)
        {
            _kept.Write(next[..room]);
            bytes = bytes[room..];
            line = Cut(next[room]);
            return true;
        }

        bool isLine = isEnd && next.Length + _kept.WrittenCount > 0;
        line = isLine ? Finish(next) : "";
        _kept.Write(isLine ? [] : next);
        bytes = default;
        return isLine;
    }

    private string Finish(ReadOnlySpan<byte> end)
    {
        if (_kept.WrittenCount == 0)
        {
            return SafeText.Of(WithoutReturn(end));
        }

        _kept.Write(end);
        string line = SafeText.Of(WithoutReturn(_kept.WrittenSpan));
        _kept.ResetWrittenCount();
        return line;
    }

    /// <summary>All that is kept up to a code point's border.</summary>
    private string Cut(byte next)
    {
        ReadOnlySpan<byte> kept = _kept.WrittenSpan;
        int border = kept.Length;
        for (byte at = next; IsContinuation(at) && kept.Length - border < LongestSequence; at = kept[border])
        {
            border--;
        }

        border = kept.Length - border < LongestSequence ? border : kept.Length; // or it is no UTF-8
        string line = SafeText.Of(kept[..border]);
        byte[] rest = kept[border..].ToArray();
        _kept.ResetWrittenCount();
        _kept.Write(rest);
        return line;
    }

    private static bool IsContinuation(byte value) => (value & 0xC0) == 0x80;

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) =>
        line is [.., (byte)'\r'] ? line[..^1] : line;
}
