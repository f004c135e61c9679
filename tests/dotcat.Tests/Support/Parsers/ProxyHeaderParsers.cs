using Dotcat.ProxyProtocol;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>The headers of the PROXY protocol.</summary>
internal static class ProxyHeaderParsers
{
    private static readonly byte[] _signature = [.. BinaryHeader.Signature];

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("PROXY header", static bytes => Pieces.ReadExactly(bytes, BinaryHeader.MaxSize, Read))
        {
            Seeds =
            [
                .. Parser.Bytes(
                    "PROXY TCP4 192.0.2.1 198.51.100.1 50000 443\r\nrest",
                    "PROXY TCP6 2001:db8::1 ::1 50000 443\r\n",
                    "PROXY UNKNOWN ffff::1 x\r\n"
                ),
                [.. _signature, 0x21, 0x11, 0, 12, 1, 2, 3, 4, 5, 6, 7, 8, 0, 80, 1, 1],
                [.. _signature, 0x21, 0x21, 0, 40, .. new byte[40]],
                [.. _signature, 0x21, 0x31, 0, 216, .. "/run/\u001b[2J\u202e"u8, .. new byte[205], .. "rest"u8],
                [.. _signature, 0x20, 0, 0, 0],
            ],
            Words =
            [
                _signature,
                [0x20],
                [0x21],
                [0x11],
                [0x12],
                [0x21],
                [0x31],
                [0x32],
                [0, 12],
                [0, 36],
                [0, 216],
                [0x3F, 0xF0],
                [0x3F, 0xF1],
                [255, 255],
                .. Parser.Bytes(
                    "PROXY ",
                    "TCP4 ",
                    "TCP6 ",
                    "UNKNOWN",
                    "\r\n",
                    "\r",
                    "\n",
                    " ",
                    "::ffff:1.2.3.4",
                    "65535"
                ),
                .. Parser.Bytes("65536", "010.1", "1.2.3.4", "::1%lo", "007"),
            ],
        },
    ];

    private static string Read(BytesChannel channel)
    {
        if (Pieces.Now(ProxyHeader.ReadAsync(channel, default)) is not { } header)
        {
            return "nobody";
        }

        Sentence told = $"{new AnnouncedChannel(channel, header).Name}";
        Shown.Check($"{told}");
        var written = new BytesChannel(ProxyHeader.Encode(header, ProxyHeaderVersion.V2));
        ParserException.ThrowUnlessSame(
            $"{header}",
            $"{Pieces.Now(ProxyHeader.ReadAsync(written, default))}",
            "writing it"
        );
        return $"{header}";
    }
}
