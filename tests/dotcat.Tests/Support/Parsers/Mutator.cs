using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>Makes cases for a parser of others: a few changes to one of them, each of a kind that finds something.</summary>
internal sealed class Mutator(Parser parser, int seed)
{
    private const int Newest = 16;
    private const int MostChanges = 6;
    private const int Short = 64; // bytes of what is moved about

    /// <summary>Of cases, that are made as long as any may be, of a part again and again.</summary>
    private const int OneIsLongOf = 400;

    private static readonly string[] _numbers =
    [
        "0",
        "1",
        "255",
        "256",
        "65535",
        "65536",
        "2147483647",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999999999",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A case near one that is known, of which those at the end are taken oftener, with a part of another.</summary>
    public byte[] Next(IReadOnlyList<byte[]> known)
    {
        int last = _random.Next(2) == 0 ? known.Count : Math.Min(Newest, known.Count);
        List<byte> bytes = [.. known[known.Count - 1 - _random.Next(last)]];
        byte[] other = known[_random.Next(known.Count)];
        for (int changes = _random.Next(MostChanges) + 1; changes > 0; changes--)
        {
            Change(bytes, other);
        }

        if (_random.Next(OneIsLongOf) == 0)
        {
            Lengthen(bytes);
        }

        return bytes.Count <= parser.Longest ? [.. bytes] : [.. bytes[..parser.Longest]];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        int at = _random.Next(bytes.Count + 1);
        int length = Math.Min(_random.Next(Short) + 1, bytes.Count - at);
        switch (_random.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, Math.Min(length, 1 + _random.Next(8)));
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes[at..(at + length)]);
                break;
            case 5 when at + 1 < bytes.Count:
                WriteLength(bytes, at);
                break;
            case 6:
                WriteNumber(bytes, at);
                break;
            case 7:
                int from = _random.Next(other.Length + 1);
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, other[from..Math.Min(from + Short, other.Length)]);
                break;
            case 8:
                byte[] replaced = Word();
                bytes.RemoveRange(at, Math.Min(replaced.Length, bytes.Count - at));
                bytes.InsertRange(at, replaced);
                break;
            default:
                bytes.InsertRange(at, Word());
                break;
        }
    }

    private byte[] Word() => parser.Words[_random.Next(parser.Words.Count)];

    /// <summary>As a length of two bytes: what is left, or one more or less.</summary>
    private void WriteLength(List<byte> bytes, int at)
    {
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(
            length,
            (ushort)(bytes.Count - at - sizeof(ushort) + _random.Next(3) - 1)
        );
        (bytes[at], bytes[at + 1]) = (length[0], length[1]);
    }

    /// <summary>In place of the digits that stand there.</summary>
    private void WriteNumber(List<byte> bytes, int at)
    {
        while (at < bytes.Count && char.IsAsciiDigit((char)bytes[at]))
        {
            bytes.RemoveAt(at);
        }

        string number =
            _random.Next(2) == 0
                ? _numbers[_random.Next(_numbers.Length)]
                : _random.Next(70_000).ToString(CultureInfo.InvariantCulture);
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(number));
    }

    private void Lengthen(List<byte> bytes)
    {
        int at = _random.Next(bytes.Count + 1);
        byte[] part = [.. bytes[at..Math.Min(at + 1 + _random.Next(Short), bytes.Count)]];
        if (part.Length > 0)
        {
            int times = (parser.Longest - bytes.Count) / part.Length;
            bytes.InsertRange(at, Enumerable.Repeat(part, Math.Max(0, times)).SelectMany(static one => one));
        }
    }
}
