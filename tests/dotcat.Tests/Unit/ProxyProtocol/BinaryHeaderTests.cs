using System.Net;
using Dotcat.Channels;
using Dotcat.ProxyProtocol;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.ProxyProtocol;

public sealed class BinaryHeaderTests
{
    private const byte Local = 0x20;
    private const int MostBehindTheLength = (16 * 1024) - 16;

    private static readonly byte[] _ipv4 = [192, 0, 2, 1, 198, 51, 100, 1, 0xC3, 0x50, 0x01, 0xBB];
    private static readonly byte[] _ipv6 =
    [
        .. IPAddress.Parse("2001:db8::1").GetAddressBytes(),
        .. IPAddress.IPv6Loopback.GetAddressBytes(),
        0xC3,
        0x50,
        0x01,
        0xBB,
    ];

    /// <summary>PP2_TYPE_NOOP, and one of a type that nobody knows.</summary>
    private static readonly byte[] _more = [0x04, 0, 1, 0, 0xEE, 0, 3, 1, 2, 3];

    private static readonly ProxyHeader _ofIPv4 = new(
        IPEndPoint.Parse("192.0.2.1:50000"),
        IPEndPoint.Parse("198.51.100.1:443")
    );

    private static readonly ProxyHeader _ofIPv6 = new(
        IPEndPoint.Parse("[2001:db8::1]:50000"),
        IPEndPoint.Parse("[::1]:443")
    );

    [Theory]
    [InlineData(0x11)]
    [InlineData(0x12)]
    public void IPv4_IsRead_AndNothingBehindIt(byte kind) => AssertIsRead(_ofIPv4, kind, _ipv4);

    [Theory]
    [InlineData(0x21)]
    [InlineData(0x22)]
    public void IPv6_IsRead_AndNothingBehindIt(byte kind) => AssertIsRead(_ofIPv6, kind, _ipv6);

    [Theory]
    [InlineData("/run/client.sock", "/run/server.sock")]
    [InlineData("", "/run/server.sock")]
    [InlineData("/run/client.sock", "")]
    [InlineData("\0abstract", "/run/server.sock")]
    public void UnixSockets_AreRead_AndNothingBehindThem(string source, string destination)
    {
        byte[] paths = [.. Headers.Path(source), .. Headers.Path(destination)];
        foreach (byte kind in new byte[] { 0x31, 0x32 })
        {
            ProxyHeader? header = Headers.Read(new BytesChannel(Headers.Binary(kind, paths)));

            Assert.NotNull(header);
            Assert.Equal(source.Replace('\0', '@'), header.Source.ToString());
            Assert.Equal(destination, header.Destination.ToString());
            AssertIsRead(header, kind, paths);
        }
    }

    [Fact]
    public void UnixSocket_WithTheLongestName_IsRead()
    {
        string longest = new('x', 108); // without a NUL behind it, which Linux takes
        ProxyHeader? header = Headers.Read(
            new BytesChannel(Headers.Binary(0x31, [.. Headers.Path(longest), .. Headers.Path("server")]))
        );

        Assert.Equal(longest[..(UnixPath.MaxBytes + 1)], header!.Source.ToString());
        Assert.Equal("server", header.Destination.ToString());
    }

    [Fact]
    public void UnixSockets_WithoutNames_AreNobody() =>
        Assert.Equal($"nobody, {16 + 216} bytes", Headers.Outcome([.. Headers.Binary(0x31, new byte[216]), 1, 2]));

    /// <summary>Whatever family is said of a connection of the proxy's own.</summary>
    [Theory]
    [InlineData(Local, 0x00, 0)]
    [InlineData(Local, 0x00, 5)]
    [InlineData(Local, 0x11, 12)]
    [InlineData(Local, 0x11, 0)]
    [InlineData(Local, 0xFF, 3)]
    [InlineData(0x21, 0x00, 0)]
    [InlineData(0x21, 0x00, 300)]
    [InlineData(0x21, 0x00, MostBehindTheLength)]
    public void Nobody_IsRead_AndNothingBehindIt(byte command, byte kind, int length)
    {
        byte[] header = Headers.Binary(kind, new byte[length], command);
        foreach (int piece in new[] { 1, 100, int.MaxValue })
        {
            Assert.Equal($"nobody, {header.Length} bytes", Headers.Outcome([.. header, 1, 2], piece));
        }
    }

    public static TheoryData<byte, byte, int> Wrong =>
        new()
        {
            { 0x21, 0x11, 11 }, // too short for its addresses
            { 0x21, 0x12, 0 },
            { 0x21, 0x21, 35 },
            { 0x21, 0x31, 215 },
            { 0x21, 0x10, 12 }, // half of a kind
            { 0x21, 0x13, 12 },
            { 0x21, 0x01, 12 },
            { 0x21, 0x41, 216 },
            { 0x21, 0xFF, 216 },
            { 0x22, 0x11, 12 }, // commands and versions that there are not
            { 0x2F, 0x11, 12 },
            { 0x11, 0x11, 12 },
            { 0x31, 0x11, 12 },
            { 0x01, 0x11, 12 },
            { 0x21, 0x11, MostBehindTheLength + 1 },
            { Local, 0x00, MostBehindTheLength + 1 },
            { 0x21, 0x00, 65_535 },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Header_ThatIsWrong_IsRefused_AsSoonAsItIsKnown(byte command, byte kind, int length)
    {
        byte[] header = Headers.Binary(kind, [], command, length);

        Assert.Equal(nameof(InvalidDataException), Headers.Outcome(header));
        Assert.Equal(nameof(InvalidDataException), Headers.Outcome(header, piece: 1));
    }

    [Fact]
    public void End_WithinIt_IsTold()
    {
        byte[] header = Headers.Binary(0x11, [.. _ipv4, .. _more]);
        Assert.All(
            Enumerable.Range(0, header.Length),
            length => Assert.Equal(nameof(EndOfStreamException), Headers.Outcome(header[..length]))
        );
    }

    [Fact]
    public void Header_IsWritten()
    {
        Assert.Equal(Headers.Binary(0x11, _ipv4), ProxyHeader.Encode(_ofIPv4, ProxyHeaderVersion.V2));
        Assert.Equal(Headers.Binary(0x21, _ipv6), ProxyHeader.Encode(_ofIPv6, ProxyHeaderVersion.V2));
        Assert.Equal(Headers.Binary(0x00, [], Local), ProxyHeader.Encode(null, ProxyHeaderVersion.V2));
    }

    [Theory]
    [InlineData("/run/client.sock", "/run/server.sock")]
    [InlineData("\0abstract", "/run/server.sock")]
    [InlineData("/run/client.sock", "")]
    public void Header_OfUnixSockets_IsWritten(string source, string destination)
    {
        byte[] bytes = Headers.Binary(0x31, [.. Headers.Path(source), .. Headers.Path(destination)]);
        ProxyHeader header = Headers.Read(new BytesChannel(bytes))!;

        Assert.Equal(bytes, ProxyHeader.Encode(header, ProxyHeaderVersion.V2));
    }

    /// <summary>haproxy 2.6 and nginx 1.22 refuse what is said of Unix sockets, and need not hear it where it is nothing.</summary>
    [Fact]
    public void Between_ASocketWithoutAName_AndAnother_ThereIsNothingToSay()
    {
        EndPoint nameless = UnixPath.Read([]);

        Assert.Null(ProxyHeader.Between(nameless, UnixPath.ToEndPoint("/run/server.sock")));
        Assert.Null(ProxyHeader.Between(null, UnixPath.ToEndPoint("/run/server.sock")));
        Assert.NotNull(ProxyHeader.Between(UnixPath.ToEndPoint("/run/client.sock"), nameless));
    }

    private static void AssertIsRead(ProxyHeader header, byte kind, byte[] addresses)
    {
        foreach (byte[] body in new byte[][] { addresses, [.. addresses, .. _more] })
        {
            byte[] bytes = Headers.Binary(kind, body);
            foreach (int piece in new[] { 1, 7, int.MaxValue })
            {
                Assert.Equal(
                    $"{header}, {bytes.Length} bytes",
                    Headers.Outcome([.. bytes, .. Headers.Signature], piece)
                );
            }
        }
    }
}
