using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Channels;

/// <summary>Bytes cut into writes at any place, with many line ends among them.</summary>
internal static class Chunks
{
    public static Arbitrary<byte[][]> Any { get; } =
        Gen.Elements((byte)'\r', (byte)'\n', (byte)'a', (byte)0).ArrayOf().ArrayOf().ToArbitrary();
}
