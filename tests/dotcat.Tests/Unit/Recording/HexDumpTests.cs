using System.Text;
using Dotcat.Recording;

namespace Dotcat.Tests.Unit.Recording;

public sealed class HexDumpTests
{
    [Theory]
    [InlineData("", 0, "head\n")]
    [InlineData("hello", 0, "head\n00000000: 6865 6c6c 6f                             hello\n")]
    [InlineData("\0\u001f ~\u007f\u00ff", 0x1234, "head\n00001234: 001f 207e 7fff                           .. ~..\n")]
    [InlineData(
        "0123456789abcdef\n",
        5,
        "head\n00000005: 3031 3233 3435 3637 3839 6162 6364 6566  0123456789abcdef\n00000015: 0a                                       .\n"
    )]
    [InlineData("x", 0x1_0000_0000, "head\n100000000: 78                                       x\n")]
    public void Lines_AreThoseOfXxd(string bytes, long offset, string expected) =>
        Assert.Equal(expected, Dump("head", Encoding.Latin1.GetBytes(bytes), offset));

    /// <summary>Whatever is in it: the head may be a stranger's name, and the offset as long as it gets.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(65_536)]
    public void MaxLength_IsEnough(int count) => Dump("\u20ac\u20ac", new byte[count], long.MaxValue - count);

    private static string Dump(string head, byte[] bytes, long offset)
    {
        byte[] target = new byte[HexDump.MaxLength(head, bytes.Length)];
        return Encoding.UTF8.GetString(target, 0, HexDump.Format(head, bytes, offset, target));
    }
}
