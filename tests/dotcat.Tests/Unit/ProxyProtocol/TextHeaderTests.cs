using System.Net;
using Dotcat.ProxyProtocol;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.ProxyProtocol;

public sealed class TextHeaderTests
{
    /// <summary>Of 107 bytes, the most that there are.</summary>
    private static readonly string _longestUnknown = $"PROXY UNKNOWN {new string('x', 107 - 14 - 2)}\r\n";

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.1 50000 443\r\n", "192.0.2.1:50000", "198.51.100.1:443")]
    [InlineData("PROXY TCP4 255.255.255.255 0.0.0.0 0 65535\r\n", "255.255.255.255:0", "0.0.0.0:65535")]
    [InlineData("PROXY TCP6 2001:db8::1 ::1 50000 443\r\n", "[2001:db8::1]:50000", "[::1]:443")]
    [InlineData("PROXY TCP6 2001:0DB8:0000:0000:0000:0000:0000:0001 :: 1 2\r\n", "[2001:db8::1]:1", "[::]:2")]
    [InlineData("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2\r\n", "[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.2]:2")]
    public void Line_OfAddresses_IsRead_AndNothingBehindIt(string line, string source, string destination)
    {
        foreach (int piece in new[] { 1, 2, 7, int.MaxValue })
        {
            var channel = new BytesChannel(Headers.Text(line + "\r\npayload"), piece);

            Assert.Equal(
                new ProxyHeader(IPEndPoint.Parse(source), IPEndPoint.Parse(destination)),
                Headers.Read(channel)
            );
            Assert.Equal(line.Length, channel.Taken);
        }
    }

    public static TheoryData<string> OfNobody =>
        new(
            "PROXY UNKNOWN\r\n",
            "PROXY UNKNOWN \r\n",
            "PROXY UNKNOWN ffff::1 ffff::1 65535 65535\r\n",
            "PROXY UNKNOWN \r\r\n",
            "PROXY UNKNOWN a\rb\nc\r\n",
            _longestUnknown
        );

    [Theory]
    [MemberData(nameof(OfNobody))]
    public void Line_OfNobody_IsRead_AndNothingBehindIt(string line)
    {
        foreach (int piece in new[] { 1, 2, int.MaxValue })
        {
            Assert.Equal(
                $"nobody, {line.Length} bytes",
                Headers.Outcome(Headers.Text(line + "PROXY UNKNOWN\r\n"), piece)
            );
        }
    }

    public static TheoryData<string> Wrong =>
        new(
            "GET / HTTP/1.0\r\n\r\n",
            "proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
            "PROXY  TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
            "PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 \r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n",
            "PROXY TCP4 192.0.2.1\t192.0.2.2 1 2\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\r\n",
            "PROXY TCP4 192.0.2.01 192.0.2.2 1 2\r\n",
            "PROXY TCP4 192.0.2.256 192.0.2.2 1 2\r\n",
            "PROXY TCP4 192.0.2 192.0.2.2 1 2\r\n",
            "PROXY TCP4 0x7f.0.0.1 192.0.2.2 1 2\r\n",
            "PROXY TCP4 3221225985 192.0.2.2 1 2\r\n",
            "PROXY TCP4 localhost 192.0.2.2 1 2\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 00\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 65536\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 -1 2\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n",
            "PROXY TCP4 192.0.2.1 192.0.2.2 http 2\r\n",
            "PROXY TCP4 ::1 ::1 1 2\r\n",
            "PROXY TCP4 192.0.2.1 ::1 1 2\r\n",
            "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
            "PROXY TCP6 ::1%1 ::1 1 2\r\n",
            "PROXY TCP6 [::1] ::1 1 2\r\n",
            "PROXY TCP6 ::1/64 ::1 1 2\r\n",
            "PROXY TCP6 1::2::3 ::1 1 2\r\n",
            "PROXY TCP6 12345::1 ::1 1 2\r\n",
            "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n",
            "PROXY UNKNOWNS\r\n",
            "PROXY unknown\r\n",
            "PROXY TCP4\r\n1.2.3.4 1.2.3.4 1 2\r\n",
            "PROXY \r\nUNKNOWN\r\n",
            "PROXY TCP4 192.0.2.\u00b9 192.0.2.2 1 2\r\n"
        );

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Line_ThatIsWrong_IsRefused(string line)
    {
        Assert.Equal(nameof(InvalidDataException), Headers.Outcome(Headers.Text(line)));
        Assert.Equal(nameof(InvalidDataException), Headers.Outcome(Headers.Text(line), piece: 1));
    }

    [Fact]
    public void Line_ThatIsTooLong_IsRefused_WithoutReadingOn()
    {
        var channel = new BytesChannel(Headers.Text(_longestUnknown.Replace(" x", " xx", StringComparison.Ordinal)));

        Assert.ThrowsAny<InvalidDataException>(() => Headers.Read(channel));
        Assert.InRange(channel.Taken, 0, 107);
    }

    /// <summary>The rest may never come.</summary>
    [Theory]
    [InlineData("G")]
    [InlineData("PROXI")]
    [InlineData("PROXY \n")]
    [InlineData("\r\n\r\n\0\r\nQUIX")]
    public void Start_OfNoHeader_IsRefusedAtOnce(string start) =>
        Assert.Equal(nameof(InvalidDataException), Headers.Outcome(Headers.Text(start)));

    [Fact]
    public void End_WithinIt_IsTold()
    {
        const string Line = "PROXY TCP6 2001:db8::1 ::1 50000 443\r\n";
        Assert.All(
            Enumerable.Range(0, Line.Length),
            static length => Assert.Equal(nameof(EndOfStreamException), Headers.Outcome(Headers.Text(Line[..length])))
        );
    }

    [Theory]
    [InlineData("192.0.2.1:50000", "198.51.100.1:443", "PROXY TCP4 192.0.2.1 198.51.100.1 50000 443\r\n")]
    [InlineData("[2001:db8::1]:1", "[::1]:2", "PROXY TCP6 2001:db8::1 ::1 1 2\r\n")]
    [InlineData("[fe80::1%1]:1", "[fe80::2%1]:2", "PROXY TCP6 fe80::1 fe80::2 1 2\r\n")]
    [InlineData("[::ffff:192.0.2.1]:1", "192.0.2.2:2", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("192.0.2.1:1", "[::1]:2", "PROXY UNKNOWN\r\n")]
    public void Line_IsWritten(string source, string destination, string line) =>
        Assert.Equal(
            Headers.Text(line),
            ProxyHeader.Encode(
                ProxyHeader.Between(IPEndPoint.Parse(source), IPEndPoint.Parse(destination)),
                ProxyHeaderVersion.V1
            )
        );

    [Fact]
    public void Line_OfUnixSockets_IsOfNobody()
    {
        ProxyHeader? header = ProxyHeader.Between(
            Dotcat.Channels.UnixPath.ToEndPoint("/run/client"),
            Dotcat.Channels.UnixPath.ToEndPoint("/run/server")
        );

        Assert.NotNull(header);
        Assert.Equal(Headers.Text("PROXY UNKNOWN\r\n"), ProxyHeader.Encode(header, ProxyHeaderVersion.V1));
        Assert.Equal(Headers.Text("PROXY UNKNOWN\r\n"), ProxyHeader.Encode(null, ProxyHeaderVersion.V1));
    }
}
