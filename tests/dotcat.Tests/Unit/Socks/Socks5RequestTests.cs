using System.Net;
using Dotcat.Channels;
using Dotcat.Socks;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Socks;

public sealed class Socks5RequestTests
{
    private static readonly Config _many = Config.QuickThrowOnFailure.WithMaxTest(40_000).WithEndSize(60);

    private static readonly Gen<byte> _byte = Gen.OneOf(
        Gen.Elements<byte>(0, 1, 2, 3, 4, 5, 90, 255),
        ArbMap.Default.GeneratorFor<byte>()
    );

    private static readonly Arbitrary<SocksAddress> _address = (
        from host in Gen.OneOf(
            Gen.Choose(0, int.MaxValue).Select(static number => new IPAddress(number).ToString()),
            _byte.ArrayOf(16).Select(static bytes => new IPAddress(bytes).ToString()),
            Gen.Elements("host", "a.example", "ü", new string('x', 255))
        )
        from port in Gen.Choose(0, 65535)
        select new SocksAddress(host, port)
    ).ToArbitrary();

    [Fact]
    public void Request5_OfAnyAddress_IsReadAsItWasWritten() =>
        Prop.ForAll(
                _address,
                static address =>
                {
                    var request = new Socks5Request(Socks5Request.Connect, address);
                    byte[] bytes = request.Encode();
                    var channel = new BytesChannel([.. bytes, 1, 2, 3]);
                    return request == Now(Socks5Request.ReadAsync(channel, CancellationToken.None))
                        && channel.Taken == bytes.Length;
                }
            )
            .Check(_many);

    /// <summary>Nothing here waits: the bytes are all there.</summary>
    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.Result : throw new TimeoutException();
}
