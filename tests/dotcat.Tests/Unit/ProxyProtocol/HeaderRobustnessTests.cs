using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.ProxyProtocol;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.ProxyProtocol;

/// <summary>Whatever arrives, it is read or refused, in any pieces the same way, and not a byte too far.</summary>
public sealed class HeaderRobustnessTests
{
    private const int Longest = 16 * 1024;

    private static readonly Config _many = Config.QuickThrowOnFailure.WithMaxTest(100_000).WithEndSize(60);

    private static readonly Gen<byte> _byte = ArbMap.Default.GeneratorFor<byte>();

    private static readonly Gen<IPEndPoint> _ipv4 = OfLength(4);
    private static readonly Gen<IPEndPoint> _ipv6 = OfLength(16);

    private static readonly Gen<EndPoint> _unix =
        from name in Gen.Elements("/run/x.sock", "@name", "é", new string('x', UnixPath.MaxBytes), "a\u001b[31m")
        select (EndPoint)UnixPath.ToEndPoint(name);

    private static readonly Gen<ProxyHeader?> _header = Gen.OneOf(
        from source in _ipv4
        from destination in _ipv4
        select ProxyHeader.Between(source, destination),
        from source in _ipv6
        from destination in _ipv6
        select ProxyHeader.Between(source, destination),
        from source in _unix
        from destination in _unix
        select ProxyHeader.Between(source, destination),
        Gen.Constant<ProxyHeader?>(null)
    );

    private static readonly Gen<ProxyHeaderVersion> _version = Gen.Elements(
        ProxyHeaderVersion.V1,
        ProxyHeaderVersion.V2
    );

    private static readonly Gen<string> _word = Gen.OneOf(
        Gen.Elements("PROXY", "TCP4", "TCP6", "UNKNOWN", "", "\r", "\n", "0", "65535", "65536", "007", "::1", "::"),
        _ipv4.Select(static end => $"{end.Address}"),
        _ipv6.Select(static end => $"{end.Address}"),
        Gen.Choose(0, 70_000).Select(static number => $"{number}")
    );

    /// <summary>Headers, and what is nearly one: a line of likely words, a binary head with a length of its own.</summary>
    private static readonly Gen<byte[]> _likely = Gen.OneOf(
        from header in _header
        from version in _version
        select ProxyHeader.Encode(header, version),
        from words in _word.ArrayOf(6)
        from start in Gen.Elements("PROXY ", "PROXY TCP4 ", "PROXY TCP6 ", "")
        from end in Gen.Elements("\r\n", "\n", "")
        select Headers.Text(start + string.Join(' ', words) + end),
        from command in Gen.Elements<byte>(0x20, 0x21, 0x22, 0x11)
        from kind in Gen.Elements<byte>(0x00, 0x11, 0x12, 0x21, 0x22, 0x31, 0x32, 0x41)
        from length in Gen.Elements(0, 12, 35, 36, 216, 300, 16_368, 65_535)
        from body in _byte.ArrayOf()
        select Headers.Binary(kind, body, command, length)
    );

    /// <summary>The same with some bytes changed, cut short, and others behind them.</summary>
    private static readonly Arbitrary<byte[]> _bytes = (
        from likely in Gen.OneOf(_likely, _byte.ArrayOf())
        from changes in (from index in Gen.Choose(0, 300) from value in _byte select (index, value)).ArrayOf(3)
        from isChanged in Gen.Elements(true, false)
        from cut in Gen.Choose(0, 300)
        from isCut in Gen.Elements(true, false, false)
        from behind in _byte.ArrayOf()
        select Change(likely, isChanged ? changes : [], isCut ? cut : int.MaxValue, behind)
    ).ToArbitrary();

    private static readonly Arbitrary<(ProxyHeader?, ProxyHeaderVersion)> _headers = (
        from header in _header
        from version in _version
        select (header, version)
    ).ToArbitrary();

    [Fact]
    public void Bytes_OfAnyKind_AreReadOrRefusedTheSameInPieces_AndNotAByteTooFar() =>
        Prop.ForAll(
                _bytes,
                static bytes =>
                {
                    string whole = Headers.Outcome(bytes);
                    return whole == Headers.Outcome(bytes, piece: 1) && EndsWhereItWasRead(bytes, whole);
                }
            )
            .Check(_many);

    [Fact]
    public void Bytes_OfAnyKindForEver_AreReadOrRefusedInTime() =>
        Prop.ForAll(
                _bytes,
                static bytes =>
                {
                    var channel = new BytesChannel([.. bytes, 3], isEndless: true);
                    try
                    {
                        Headers.Read(channel);
                    }
                    catch (InvalidDataException)
                    {
                        // refused
                    }

                    return channel.Taken <= Longest;
                }
            )
            .Check(_many);

    [Fact]
    public void Header_IsReadAsItWasWritten() =>
        Prop.ForAll(
                _headers,
                static one =>
                {
                    (ProxyHeader? header, ProxyHeaderVersion version) = one;
                    byte[] bytes = ProxyHeader.Encode(header, version);
                    bool isSaid =
                        version is ProxyHeaderVersion.V2 || header?.Source.AddressFamily is not AddressFamily.Unix;
                    return Headers.Outcome([.. bytes, 1, 2, 3])
                        == $"{(isSaid ? header : null)?.ToString() ?? "nobody"}, {bytes.Length} bytes";
                }
            )
            .Check(_many);

    /// <summary>One byte less is too little, and what stands behind it makes no difference.</summary>
    private static bool EndsWhereItWasRead(byte[] bytes, string outcome)
    {
        if (!outcome.EndsWith(" bytes", StringComparison.Ordinal))
        {
            return true;
        }

        int taken = int.Parse(outcome.Split(' ')[^2], System.Globalization.CultureInfo.InvariantCulture);
        return Headers.Outcome(bytes[..(taken - 1)]) == nameof(EndOfStreamException)
            && Headers.Outcome([.. bytes[..taken], 13, 10]) == outcome;
    }

    private static byte[] Change(byte[] likely, (int Index, byte Value)[] changes, int cut, byte[] behind)
    {
        byte[] changed = [.. likely];
        foreach ((int index, byte value) in changes)
        {
            if (index < changed.Length)
            {
                changed[index] = value;
            }
        }

        return [.. changed[..Math.Min(cut, changed.Length)], .. behind];
    }

    private static Gen<IPEndPoint> OfLength(int bytes) =>
        from address in _byte.ArrayOf(bytes)
        from port in Gen.Choose(0, 65_535)
        select new IPEndPoint(new IPAddress(address), port);
}
