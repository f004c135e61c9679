using System.Text;
using Dotcat.Channels;
using Dotcat.Recording;
using Dotcat.Reporting;
using Dotcat.Services.Chat;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>What is made of the bytes of a conversation: telnet, lines, and what a terminal is shown of them.</summary>
internal static class TalkParsers
{
    private static readonly IReadOnlyList<byte[]> _words =
    [
        [0xFF],
        [0xC0, 0x9B],
        [0xE0, 0x80, 0x9B],
        [0xED, 0xA0, 0x80],
        [0xF4, 0x90, 0x80, 0x80],
        [0x9B],
        [0xE2, 0x82],
        .. Parser.Utf8("\n", "\r\n", "\r", "\t", "\0", "\u001b[2J", "\u0085", "\u009b", "\u007f", "é", "€", "😀"),
        .. Parser.Utf8("\u202e", "\u2066", "\u200f", "\u061c", "\ufeff", "\u2028", "\ufffd", "e\u0301", "\u200d"),
        .. Parser.Utf8("/nick ", "/who", "//", "user1"),
    ];

    private static readonly IReadOnlyList<byte[]> _seeds = Parser.Utf8(
        "one\ntwo\r\nthree",
        "déjà vu €😀\u001b[2J\u202e\n",
        "/nick 日本語\r\n//x\n/\n"
    );

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("telnet", CheckTelnet)
        {
            Seeds = Parser.Bytes(
                "a\u00ff\u00fd\u0001b\u00ff\u00fb\u0003c\u00ff\u00ffd",
                "a\u00ff\u00fa\u0018\u0001hidden\u00ff\u00f0b\u00ff\u00f1",
                "a\u00ff\u00fa\u0018\u00ff\u00fd\u0001b\u00ff"
            ),
            Words =
            [
                [255],
                [254],
                [253],
                [252],
                [251],
                [250],
                [240],
                [241],
                [1],
                .. Parser.Bytes("\u00ff\u00fd", "ab\r\0"),
            ],
        },
        new("chat lines", CheckLines)
        {
            Seeds = _seeds,
            Words = _words,
            Longest = LineReader.MaxLength + 512,
        },
        new("UTF-8 to be shown", CheckShown) { Seeds = _seeds, Words = _words },
        new("line ends to be sent (-C)", CheckCrlf) { Seeds = _seeds, Words = _words },
        new("lines to be sent as datagrams", CheckDatagrams) { Seeds = _seeds, Words = _words },
    ];

    /// <summary>The same in any pieces; answers are not answered; and what is escaped arrives as it was.</summary>
    private static void CheckTelnet(byte[] bytes)
    {
        (string text, string answers) = Telnet(bytes, bytes.Length);
        (string cut, string answered) = Telnet(bytes, Pieces.Of(bytes));
        ParserException.ThrowUnlessSame($"{text}|{answers}", $"{cut}|{answered}", "the cut");
        (string none, string loop) = Telnet(Encoding.Latin1.GetBytes(answers), answers.Length);
        ParserException.ThrowUnlessSame("|", $"{none}|{loop}", "an answer");
        byte[] escaped = TelnetParser.Escape(bytes).ToArray();
        (string sent, string asked) = Telnet(escaped, escaped.Length);
        ParserException.ThrowUnlessSame($"{Encoding.Latin1.GetString(bytes)}|", $"{sent}|{asked}", "escaping");
        int source = TelnetParser.CountSource(bytes, escaped.Length);
        ParserException.ThrowUnless(source == bytes.Length, $"{source} of {bytes.Length} bytes are counted");
    }

    private static (string Text, string Answers) Telnet(byte[] bytes, int piece)
    {
        var parser = new TelnetParser();
        var answers = new List<byte>();
        var text = new StringBuilder();
        for (int start = 0; start < bytes.Length; start += piece)
        {
            byte[] part = bytes[start..Math.Min(start + piece, bytes.Length)];
            text.Append(Encoding.Latin1.GetString(part.AsSpan(0, parser.Parse(part, answers))));
        }

        ParserException.ThrowUnless(answers.Count <= bytes.Length, $"{answers.Count} bytes answer {bytes.Length}");
        return (text.ToString(), Encoding.Latin1.GetString([.. answers]));
    }

    /// <summary>The same lines in any pieces, and no more kept than a line may have.</summary>
    private static void CheckLines(byte[] bytes)
    {
        List<string> lines = Lines(bytes, bytes.Length);
        string cut = string.Join('\n', Lines(bytes, Pieces.Of(bytes)));
        ParserException.ThrowUnlessSame(string.Join('\n', lines), cut, "the cut");
        foreach (string line in lines)
        {
            Shown.Check(line, "\t");
            string[] words = line.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (words is [_, var name] && Nicknames.IsValid(name))
            {
                Shown.Check(name);
            }
        }
    }

    private static List<string> Lines(byte[] bytes, int piece)
    {
        var reader = new LineReader();
        var lines = new List<string>();
        int kept = 0;
        for (int start = 0; start < bytes.Length; start += piece)
        {
            int end = Math.Min(start + piece, bytes.Length);
            ReadOnlyMemory<byte> part = bytes.AsMemory(start..end);
            int before = lines.Count;
            while (reader.TryRead(ref part, isEnd: end == bytes.Length, out string line))
            {
                lines.Add(line);
            }

            ParserException.ThrowUnless(part.IsEmpty, "bytes are left");
            kept = lines.Count > before ? 0 : kept + (end - start);
            ParserException.ThrowUnless(kept <= LineReader.MaxLength, $"{kept} bytes are kept");
        }

        return lines;
    }

    private static void CheckShown(byte[] bytes)
    {
        Shown.Check(SafeText.Of(bytes), "\t");
        string text = Encoding.UTF8.GetString(bytes);
        CheckName(text);
        CheckName(string.Concat(bytes.Chunk(2).Select(static pair => (char)((pair[0] << 8) | pair[^1])))); // halves of pairs, too
        byte[] dump = new byte[HexDump.MaxLength("head", bytes.Length)];
        Shown.Check(Encoding.UTF8.GetString(dump, 0, HexDump.Format("head", bytes, 0, dump)), "\n");
    }

    /// <summary>A name, in a sentence and as JSON.</summary>
    private static void CheckName(string name)
    {
        string shown = SafeText.Brief(name);
        Shown.Check(shown);
        bool isCut = shown.Length > SafeText.Longest; // and what says so is beyond the limit
        ParserException.ThrowUnless(shown.Length <= SafeText.Longest + 3, $"{shown.Length} characters are shown");
        ParserException.ThrowUnless(isCut || shown == SafeText.Brief(shown), "it is escaped twice");
        using var told = new StringWriter { NewLine = "\n" };
        new Reporter(told, Verbosity.Quiet) { JsonTime = TimeProvider.System }.Say($"{name}");
        new Reporter(told, Verbosity.Quiet).Say($"{name}");
        Shown.Check($"{told}", "\n");
        ParserException.ThrowUnless($"{told}".Count('\n') == 2, "one line is told as several");
    }

    /// <summary>The same in any pieces, and no LF without its CR.</summary>
    private static void CheckCrlf(byte[] bytes)
    {
        string sent = Sent(bytes, static inner => new CrlfChannel(inner));
        ParserException.ThrowUnlessSame(
            sent.Replace("\r\n", "\n", StringComparison.Ordinal),
            Encoding.Latin1.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal),
            "sending"
        );
        ParserException.ThrowUnless(sent.Count('\n') == sent.Split("\r\n").Length - 1, "an LF has no CR");
    }

    /// <summary>Each line that fits, without its end, and the length of each that does not.</summary>
    private static void CheckDatagrams(byte[] bytes)
    {
        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        string[] ended = [.. lines[..^1].Select(static line => line.EndsWith('\r') ? line[..^1] : line), lines[^1]];
        string fitting = string.Concat(ended.Where(static line => line.Length <= SmallDatagrams.Longest));
        long tooLong = ended.Where(static line => line.Length > SmallDatagrams.Longest).Sum(static line => line.Length);
        long lost = 0;
        string sent = Sent(
            bytes,
            inner => new LineDatagramChannel(inner, new SmallDatagrams(), length => lost += length)
        );
        ParserException.ThrowUnlessSame(fitting, sent, "sending");
        ParserException.ThrowUnless(lost == 2 * tooLong, $"{lost} of twice {tooLong} bytes are said to be too long"); // in two cuts
    }

    /// <summary>What is sent, which is the same however it is cut.</summary>
    private static string Sent(byte[] bytes, Func<Channel, Channel> wrap)
    {
        string whole = Send(bytes, bytes.Length, wrap);
        ParserException.ThrowUnlessSame(whole, Send(bytes, Pieces.Of(bytes), wrap), "the cut");
        return whole;
    }

    private static string Send(byte[] bytes, int piece, Func<Channel, Channel> wrap)
    {
        var inner = new BytesChannel([]);
        Channel channel = wrap(inner);
        for (int start = 0; start < bytes.Length; start += piece)
        {
            Pieces.Now(channel.WriteAsync(bytes.AsMemory(start..Math.Min(start + piece, bytes.Length)), default));
        }

        Pieces.Now(channel.CompleteWritesAsync(default));
        return inner.WrittenText;
    }

    /// <summary>Datagrams of a few bytes.</summary>
    private sealed class SmallDatagrams : IDatagrams
    {
        public const int Longest = 16;

        public int MaxRead => Longest;

        public int MaxWrite => Longest;

        public bool TryRead(Span<byte> buffer, out int count)
        {
            count = 0;
            return false;
        }
    }
}
