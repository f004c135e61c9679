using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Dotcat.Listening;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Listening;

public sealed class AddressRangeTests
{
    private static readonly Gen<(int Low, int High)> _octet = Gen.OneOf(
        Gen.Constant((0, 255)),
        Gen.Choose(0, 255).Select(static number => (number, number)),
        Gen.Choose(0, 255)
            .Two()
            .Select(static pair => (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2)))
    );

    [Theory]
    [InlineData("192.168.1.5", "192.168.1.5", "192.168.1.4", "192.168.1.6", "::c0a8:105", "::1")]
    [InlineData("0.0.0.0", "0.0.0.0", "0.0.0.1", "::")]
    [InlineData("::1", "::1", "::", "::2", "127.0.0.1", "0.0.0.1")]
    [InlineData("2001:DB8::A", "2001:db8::a", "2001:db8::b")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.2")]
    [InlineData("::ffff:a00:1", "10.0.0.1", "10.0.0.2")]
    public void Address_IsItselfAlone(string text, string inside, params string[] outside) =>
        AssertBounds(text, [inside], outside);

    [Theory]
    [InlineData("192.168.1.0/24", "192.168.1.0 192.168.1.255", "192.168.0.255 192.168.2.0")]
    [InlineData("192.168.1.5/24", "192.168.1.0 192.168.1.255", "192.168.0.255 192.168.2.0")]
    [InlineData("10.20.30.40/12", "10.16.0.0 10.31.255.255", "10.15.255.255 10.32.0.0")]
    [InlineData("10.0.0.5/31", "10.0.0.4 10.0.0.5", "10.0.0.3 10.0.0.6")]
    [InlineData("10.0.0.5/32", "10.0.0.5", "10.0.0.4 10.0.0.6")]
    [InlineData("127.0.0.1/1", "0.0.0.0 127.255.255.255", "128.0.0.0")]
    [InlineData("1.2.3.4/0", "0.0.0.0 255.255.255.255", ":: ::1")]
    [InlineData("2001:db8::1/32", "2001:db8:: 2001:db8:ffff:ffff::1", "2001:db7:ffff:: 2001:db9::")]
    [InlineData("2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::")]
    [InlineData("::1/128", "::1", "::2")]
    [InlineData("::/0", ":: ::1 ffff::", "127.0.0.1 0.0.0.0")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0 10.255.255.255", "11.0.0.0 9.255.255.255")]
    [InlineData("::ffff:0:0/96", "0.0.0.0 255.255.255.255", "::1")]
    public void Block_HasTheAddressesThatShareThePrefix(string text, string inside, string outside) =>
        AssertBounds(text, inside.Split(' '), outside.Split(' '));

    [Theory]
    [InlineData("10.0-3.*.1", "10.0.0.1 10.3.255.1 10.2.7.1", "10.4.0.1 10.0.0.2 11.0.0.1 9.0.0.1")]
    [InlineData("*.*.*.*", "0.0.0.0 255.255.255.255", "::1")]
    [InlineData("127.0.0.5-5", "127.0.0.5", "127.0.0.4 127.0.0.6")]
    [InlineData("0-255.0.0.0-1", "9.0.0.1", "9.0.0.2")]
    public void Octets_HaveTheAddressesOfEachRange(string text, string inside, string outside) =>
        AssertBounds(text, inside.Split(' '), outside.Split(' '));

    [Fact]
    public void Octets_OfAnyRanges_HaveWhatLiesWithinEach() =>
        Prop.ForAll(
                (from octets in _octet.ArrayOf(4) from address in Near(octets) select (octets, address)).ToArbitrary(),
                static sample =>
                {
                    bool isWithin = sample
                        .octets.Zip(sample.address)
                        .All(static pair => pair.Second >= pair.First.Low && pair.Second <= pair.First.High);
                    string text = string.Join('.', sample.octets.Select(Written));
                    return Parse(text).Contains(new IPAddress(sample.address)) == isWithin;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Block_OfAnyPrefix_IsThePlatformsNetwork() =>
        Prop.ForAll(
                (
                    from bytes in Gen.Choose(0, 255).Select(static number => (byte)number).ArrayOf(16)
                    from prefix in Gen.Choose(0, 128)
                    from flipped in Gen.Choose(0, 127)
                    select (bytes, prefix, flipped)
                ).ToArbitrary(),
                static sample =>
                {
                    byte[] bytes = [.. sample.bytes];
                    bytes[sample.flipped / 8] ^= (byte)(0x80 >> (sample.flipped % 8));
                    var other = new IPAddress(bytes);
                    AddressRange block = Parse($"{new IPAddress(sample.bytes)}/{sample.prefix}");

                    return block.Contains(new IPAddress(sample.bytes))
                        && block.Contains(other) == Network(sample.bytes, sample.prefix).Contains(other);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Scope_NotInTheRule_IsIgnored()
    {
        AssertBounds("fe80::1", ["fe80::1", "fe80::1%1", "fe80::1%7"], ["fe80::2%1"]);
        AssertBounds("fe80::/10", ["fe80::1%1", "fe80::1%7"], ["fec0::1"]);
        AssertBounds("fe80::1%7", ["fe80::1%7"], ["fe80::1%1", "fe80::1"]);
        AssertBounds("fe80::%7/10", ["fe80::1%7"], ["fe80::1%1", "fe80::1", "10.0.0.1"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("10.1")]
    [InlineData("10.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.0.0.01")]
    [InlineData("127.0.0.00")]
    [InlineData("127.0.0.+1")]
    [InlineData("127.0.0. 1")]
    [InlineData("127.0.0.-1")]
    [InlineData("127.0.0.1-")]
    [InlineData("127.0.0.")]
    [InlineData(".0.0.1")]
    [InlineData("127..0.1")]
    [InlineData("300.1.2.3")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.99999999999")]
    [InlineData("1.2.3.4-256")]
    [InlineData("1.2.3.5-4")]
    [InlineData("1.2.3.1-2-3")]
    [InlineData("1.2.3.**")]
    [InlineData("1.2.3.*-5")]
    [InlineData("1.2.3.٤")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/08")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/8:80")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.*.0.0/8")]
    [InlineData("/8")]
    [InlineData(":")]
    [InlineData("::1::2")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("127.0.0.1:80")]
    [InlineData("::1/129")]
    [InlineData("::1/")]
    [InlineData("::1/64/64")]
    [InlineData("::1-2")]
    [InlineData("::*")]
    [InlineData("::ffff:10.0.0.1/129")]
    [InlineData("fe80::1%nosuch")]
    [InlineData("fe80::1%")]
    [InlineData("fe80::1/64%1")]
    [InlineData("::ffff:1.2.3")]
    public void Text_OfNoAddress_IsNoRange(string text) => Assert.Null(AddressRange.Parse(text));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", "10.0.0.2")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.2")]
    [InlineData("::1", "::1", "::2")]
    [InlineData("fe80::1%7", "fe80::1%7", "fe80::1%8")]
    [InlineData("fe80::1", "fe80::1%7", "fe80::2")]
    public void Address_ThatWasLookedUp_IsItselfAlone(string address, string inside, string outside)
    {
        AddressRange range = AddressRange.Of(IPAddress.Parse(address));

        Assert.True(range.Contains(IPAddress.Parse(inside)));
        Assert.False(range.Contains(IPAddress.Parse(outside)));
    }

    private static void AssertBounds(string text, string[] inside, string[] outside)
    {
        AddressRange range = Parse(text);
        Assert.All(inside, address => Assert.True(range.Contains(IPAddress.Parse(address))));
        Assert.All(outside, address => Assert.False(range.Contains(IPAddress.Parse(address))));
    }

    private static AddressRange Parse(string text) =>
        AddressRange.Parse(text) ?? throw new FormatException($"{text} is no range");

    private static string Written((int Low, int High) octet) =>
        octet switch
        {
            (0, 255) => "*",
            var (low, high) when low == high => low.ToString(CultureInfo.InvariantCulture),
            var (low, high) => $"{low}-{high}",
        };

    /// <summary>The platform's network, which wants the bits behind the prefix cleared.</summary>
    private static IPNetwork Network(byte[] bytes, int prefix)
    {
        UInt128 mask = prefix == 0 ? 0 : UInt128.MaxValue << (128 - prefix);
        byte[] masked = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(masked, BinaryPrimitives.ReadUInt128BigEndian(bytes) & mask);
        return new IPNetwork(new IPAddress(masked), prefix);
    }

    /// <summary>Addresses at the bounds and beside them, where a mistake would be.</summary>
    private static Gen<byte[]> Near((int Low, int High)[] octets) =>
        Gen.CollectToArray(
            octets,
            static octet =>
                Gen.Elements(octet.Low, octet.Low, octet.High, octet.Low - 1, octet.High + 1)
                    .Select(static value => (byte)Math.Clamp(value, 0, 255))
        );
}
