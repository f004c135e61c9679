using System.Net;
using Dotcat.Channels;
using Dotcat.Socks;
using Dotcat.Tests.Unit.Doubles;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Socks;

/// <summary>Whatever arrives, it is read or refused, in any pieces the same way, and not a byte too far.</summary>
public sealed class SocksRobustnessTests
{
    /// <summary>The longest message: two texts of the greatest length, and what stands before them.</summary>
    private const int Longest = 1 + 256 + 256;

    private static readonly Config _many = Config.QuickThrowOnFailure.WithMaxTest(40_000).WithEndSize(60);

    private static readonly Gen<byte> _byte = Gen.OneOf(
        Gen.Elements<byte>(0, 1, 2, 3, 4, 5, 90, 255),
        ArbMap.Default.GeneratorFor<byte>()
    );

    private static readonly Arbitrary<byte[]> _bytes = _byte.ArrayOf().ToArbitrary();

    private static readonly Arbitrary<SocksAddress> _address = (
        from host in Gen.OneOf(
            Gen.Choose(0, int.MaxValue).Select(static number => new IPAddress(number).ToString()),
            _byte.ArrayOf(16).Select(static bytes => new IPAddress(bytes).ToString()),
            Gen.Elements("host", "a.example", "ü", new string('x', 255))
        )
        from port in Gen.Choose(0, 65535)
        select new SocksAddress(host, port)
    ).ToArbitrary();

    private static readonly Arbitrary<int> _reader = Gen.Choose(0, 6).ToArbitrary();

    private static readonly Func<Channel, object>[] _readers =
    [
        static channel => Now(Socks4.ReadReplyAsync(channel, CancellationToken.None)),
        static channel => Now(Socks5Request.ReadAsync(channel, CancellationToken.None)),
        static channel => Now(Socks5Reply.ReadAsync(channel, CancellationToken.None)),
        static channel => Convert.ToHexString(Now(Socks5Greeting.ReadAsync(channel, CancellationToken.None))),
        static channel => Now(Socks5Greeting.ReadChoiceAsync(channel, CancellationToken.None)),
        static channel => Now(Socks5Login.ReadAsync(channel, CancellationToken.None)),
        static channel => Now(Socks5Login.ReadStatusAsync(channel, CancellationToken.None)),
    ];

    [Fact]
    public void Message_OfAnyBytes_IsReadOrRefusedTheSameInPieces() =>
        Prop.ForAll(
                _reader,
                _bytes,
                static (reader, bytes) =>
                    Read(reader, new BytesChannel(bytes)) == Read(reader, new BytesChannel(bytes, piece: 1))
            )
            .Check(_many);

    [Fact]
    public void Message_OfAnyBytesForEver_IsReadOrRefusedInTime() =>
        Prop.ForAll(
                _reader,
                _bytes,
                static (reader, bytes) =>
                {
                    var channel = new BytesChannel([.. bytes, 3], isEndless: true);
                    return Read(reader, channel) != nameof(EndOfStreamException) && channel.Taken <= Longest;
                }
            )
            .Check(_many);

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

    private static string Read(int reader, BytesChannel channel)
    {
        try
        {
            return $"{_readers[reader](channel)} {channel.Taken}";
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return e.GetType().Name;
        }
    }

    /// <summary>Nothing here waits: the bytes are all there.</summary>
    private static T Now<T>(ValueTask<T> task) => task.IsCompleted ? task.Result : throw new TimeoutException();
}
