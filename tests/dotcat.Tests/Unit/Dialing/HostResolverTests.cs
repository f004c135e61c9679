using System.Net;
using System.Net.Sockets;
using Dotcat.Dialing;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Dialing;

public sealed class HostResolverTests
{
    [Theory]
    [InlineData("::1 ::2 10.0.0.1 10.0.0.2", "::1 10.0.0.1 ::2 10.0.0.2")]
    [InlineData("10.0.0.1 10.0.0.2 ::1", "10.0.0.1 ::1 10.0.0.2")]
    [InlineData("::1 ::2 ::3 10.0.0.1", "::1 10.0.0.1 ::2 ::3")]
    [InlineData("10.0.0.2 10.0.0.1", "10.0.0.2 10.0.0.1")]
    [InlineData("::1", "::1")]
    public void Interleave_OfTwoFamilies_TakesTurnsInTheSystemsOrder(string system, string expected) =>
        Assert.Equal(Addresses(expected), HostResolver.Interleave(Addresses(system)));

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("127.0.0.1", AddressFamily.Unspecified)]
    [InlineData("127.0.0.1", AddressFamily.InterNetwork)]
    [InlineData("::1", AddressFamily.Unspecified)]
    [InlineData("::1", AddressFamily.InterNetworkV6)]
    public async Task Address_OfTheFamily_IsItself(string address, AddressFamily family)
    {
        var resolver = new HostResolver(family, numericOnly: true);

        Assert.Equal(Addresses(address), await resolver.ResolveAsync(address, CancellationToken.None));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("::1", AddressFamily.InterNetwork, "::1 is not an IPv4 address (-4)")]
    [InlineData("127.0.0.1", AddressFamily.InterNetworkV6, "127.0.0.1 is not an IPv6 address (-6)")]
    public async Task Address_OfTheOtherFamily_IsUnusable(string address, AddressFamily family, string message)
    {
        var resolver = new HostResolver(family, numericOnly: false);

        await AssertUnusableAsync(resolver, address, message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_WhereOnlyAddressesAreAllowed_IsUnusable()
    {
        var resolver = new HostResolver(AddressFamily.Unspecified, numericOnly: true);

        await AssertUnusableAsync(resolver, "localhost", "localhost is not an address, and -n forbids looking it up");
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("fe80::1%nosuch0", "no interface nosuch0")]
    [InlineData("2001:db8::1%nosuch0", "no interface nosuch0")]
    [InlineData("ff02::1%nosuch0", "no interface nosuch0")]
    [InlineData("fe80::1%2147483647", "no interface 2147483647")]
    [InlineData("fe80::1%0", "no interface 0")]
    [InlineData("fe80::1", "fe80::1 is a link-local address and needs its interface, as in fe80::1%eth0")]
    public async Task Address_WithoutTheInterfaceItNeeds_IsUnusable(string address, string message)
    {
        var resolver = new HostResolver(AddressFamily.Unspecified, numericOnly: true);

        await AssertUnusableAsync(resolver, address, message);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Address_OnAnInterfaceThatThereIs_IsItself()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere the interface has another name");
        var resolver = new HostResolver(AddressFamily.Unspecified, numericOnly: true);

        Assert.Equal(Addresses("fe80::1%lo"), await resolver.ResolveAsync("fe80::1%lo", CancellationToken.None));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_LongerThanNamesAre_IsUnknown()
    {
        var resolver = new HostResolver(AddressFamily.Unspecified, numericOnly: false);
        string name = new('x', 300);

        await AssertUnusableAsync(resolver, name, $"cannot look up {name[..200]}...: unknown host");
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_OfThisMachine_IsALoopbackAddressOfTheFamily()
    {
        var resolver = new HostResolver(AddressFamily.InterNetwork, numericOnly: false);

        Assert.Equal(Addresses("127.0.0.1"), await resolver.ResolveAsync("localhost", CancellationToken.None));
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, 2, false)]
    [InlineData(SocketError.TryAgain, 1, true)]
    public void Name_ThatCannotBeLookedUp_IsUnusable_UnlessNobodyAnswered(SocketError error, int code, bool isTransient)
    {
        DotcatException e = HostResolver.Unknown("example.com", new SocketException((int)error));

        Assert.Equal((code, isTransient), ((int)e.ExitCode, e.IsTransient));
    }

    private static IPAddress[] Addresses(string text) => [.. text.Split(' ').Select(IPAddress.Parse)];

    private static async Task AssertUnusableAsync(HostResolver resolver, string host, string message)
    {
        var e = await Assert.ThrowsAsync<DotcatException>(() => resolver.ResolveAsync(host, CancellationToken.None));
        Assert.Equal(message, e.Message);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
        Assert.False(e.IsTransient);
    }
}
