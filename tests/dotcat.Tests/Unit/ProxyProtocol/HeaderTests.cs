using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.ProxyProtocol;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.ProxyProtocol;

public sealed class HeaderTests
{
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

    private static readonly Arbitrary<(ProxyHeader?, ProxyHeaderVersion)> _headers = (
        from header in _header
        from version in _version
        select (header, version)
    ).ToArbitrary();

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

    private static Gen<IPEndPoint> OfLength(int bytes) =>
        from address in _byte.ArrayOf(bytes)
        from port in Gen.Choose(0, 65_535)
        select new IPEndPoint(new IPAddress(address), port);
}
