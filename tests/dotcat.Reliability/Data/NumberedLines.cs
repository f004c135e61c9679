using System.Buffers.Text;
using System.Text;

namespace Dotcat.Reliability.Data;

/// <summary>Lines of one length that begin with their number.</summary>
internal static class NumberedLines
{
    /// <summary>Without the line end.</summary>
    public const int Length = 500;

    private const int Digits = 9;

    /// <summary>Writes them at a pace, in pieces of a few milliseconds.</summary>
    public static async Task WriteAsync(Stream stream, int count, int aSecond, CancellationToken cancellation)
    {
        const int Pieces = 200; // a second
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Pieces));
        for (int next = 0; next < count; )
        {
            var piece = new StringBuilder();
            for (int last = Math.Min(count, next + (aSecond / Pieces)); next < last; next++)
            {
                _ = piece.Append(next.ToString($"D{Digits}", null)).Append(' ', Length - Digits).Append('\n');
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(piece.ToString()), cancellation);
            await stream.FlushAsync(cancellation);
            _ = await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>The numbers of those that come without line ends, until the stream's end.</summary>
    /// <exception cref="BrokenException">Something else came.</exception>
    public static async Task<IReadOnlyList<int>> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var numbers = new List<int>();
        byte[] line = new byte[Length];
        while (await stream.ReadAtLeastAsync(line, Length, throwOnEndOfStream: false, cancellation) is > 0 and var read)
        {
            bool isNumbered = Utf8Parser.TryParse(line, out int number, out int digits) && digits == Digits;
            bool isWhole = isNumbered && read == Length && !line.AsSpan(Digits).ContainsAnyExcept((byte)' ');
            BrokenException.ThrowUnless(isWhole, $"datagram {numbers.Count} is not one that was sent");
            numbers.Add(number);
        }

        return numbers;
    }
}
