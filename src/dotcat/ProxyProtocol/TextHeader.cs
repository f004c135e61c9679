using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Channels;

namespace Dotcat.ProxyProtocol;

/// <summary>
/// Version 1, a line: <c>PROXY TCP4 192.0.2.1 198.51.100.1 50000 443</c>, with <c>TCP6</c>, or <c>PROXY UNKNOWN</c> and
/// anything behind it (section 2.1).
/// </summary>
internal static class TextHeader
{
    /// <summary>Bytes of the longest, its end included.</summary>
    public const int MaxSize = 107;

    private const string Unknown = "UNKNOWN";

    private static ReadOnlySpan<byte> Start => "PROXY "u8;

    private static ReadOnlySpan<byte> End => "\r\n"u8;

    /// <summary>Whether such a line may begin so, and goes on.</summary>
    public static bool IsStart(ReadOnlySpan<byte> bytes) =>
        Start.StartsWith(bytes[..Math.Min(bytes.Length, Start.Length)]) && !bytes.ContainsAny(End);

    public static byte[] Encode(ProxyHeader? header) =>
        Encoding.ASCII.GetBytes(
            header is { Source: IPEndPoint from, Destination: IPEndPoint to }
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"PROXY {NameOf(from.AddressFamily)} {from.Address} {to.Address} {from.Port} {to.Port}\r\n"
                )
                : $"PROXY {Unknown}\r\n"
        );

    /// <summary>Reads on behind a start, byte by byte where the next one may be the last.</summary>
    /// <exception cref="EndOfStreamException">The channel ended within it.</exception>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static async ValueTask<ProxyHeader?> ReadRestAsync(
        ReadOnlyMemory<byte> start,
        Channel channel,
        CancellationToken cancellation
    )
    {
        byte[] line = new byte[MaxSize];
        start.CopyTo(line);
        int length = start.Length;
        while (!line.AsSpan(0, length).EndsWith(End))
        {
            int missing = line[length - 1] == End[0] ? 1 : End.Length; // never more than there must be
            if (length + missing > MaxSize)
            {
                throw new InvalidDataException();
            }

            byte[] next = await channel.ReadExactlyAsync(missing, cancellation);
            next.CopyTo(line, length);
            length += missing;
        }

        return Parse(Encoding.ASCII.GetString(line.AsSpan(Start.Length, length - Start.Length - End.Length)));
    }

    private static ProxyHeader? Parse(string words) =>
        words.Split(' ') switch
        {
            [Unknown, ..] => null,
            [var family, var from, var to, var fromPort, var toPort] => new ProxyHeader(
                new IPEndPoint(ReadAddress(family, from), ReadPort(fromPort)),
                new IPEndPoint(ReadAddress(family, to), ReadPort(toPort))
            ),
            _ => throw new InvalidDataException(),
        };

    /// <summary>The platform's parser takes more, like 010.1 and ::1%lo.</summary>
    private static IPAddress ReadAddress(string family, string text) =>
        IPAddress.TryParse(text, out IPAddress? address)
        && family == NameOf(address.AddressFamily)
        && (
            address.AddressFamily == AddressFamily.InterNetwork
                ? text == $"{address}"
                : text.All(static letter => char.IsAsciiHexDigit(letter) || letter is ':' or '.')
        )
            ? address
            : throw new InvalidDataException();

    private static int ReadPort(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
        && (text.Length == 1 || text[0] != '0')
            ? port
            : throw new InvalidDataException();

    private static string NameOf(AddressFamily family) => family == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
}
