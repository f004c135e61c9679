using System.Net;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Listening;

public sealed class AccessListTests
{
    private readonly List<string> _lookedUp = [];

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(null, "", "10.0.0.1", true)]
    [InlineData("", "", "10.0.0.1", false)]
    [InlineData(null, "10.0.0.1", "10.0.0.1", false)]
    [InlineData(null, "10.0.0.1", "10.0.0.2", true)]
    [InlineData("10.0.0.0/8", "", "10.0.0.1", true)]
    [InlineData("10.0.0.0/8", "", "11.0.0.1", false)]
    [InlineData("10.0.0.0/8", "", "::1", false)]
    [InlineData("10.0.0.0/8", "10.0.*.*", "10.0.0.1", false)]
    [InlineData("10.0.0.0/8", "10.0.*.*", "10.1.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.0/8", "10.0.0.1", false)]
    [InlineData("10.0.0.1 ::1", "", "::1", true)]
    [InlineData("10.0.0.1", "", "::ffff:10.0.0.1", true)]
    [InlineData(null, "10.0.0.1", "::ffff:10.0.0.1", false)]
    [InlineData(null, "::ffff:10.0.0.1", "10.0.0.1", false)]
    [InlineData(null, "::ffff:10.0.0.1", "::ffff:10.0.0.1", false)]
    [InlineData(null, "::/0", "::ffff:10.0.0.1", true)]
    public async Task Client_IsAllowed_UnlessDeniedOrNotAmongThoseAllowed(
        string? allow,
        string deny,
        string client,
        bool isAllowed
    ) => Assert.Equal(isAllowed, (await ResolveAsync(allow, deny)).Allows(IPAddress.Parse(client)));

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_WithoutAnAddress_IsOnNoList()
    {
        Assert.True((await ResolveAsync(null, "*.*.*.* ::/0")).Allows(null));
        Assert.False((await ResolveAsync("*.*.*.* ::/0", "")).Allows(null));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_StandsForAllItsAddresses()
    {
        AccessList allowed = await ResolveAsync("10.0.0.1 two.example", "");
        AccessList denied = await ResolveAsync(null, "two.example");

        foreach (string address in (string[])["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"])
        {
            Assert.True(allowed.Allows(IPAddress.Parse(address)));
            Assert.False(denied.Allows(IPAddress.Parse(address)));
        }

        Assert.False(allowed.Allows(IPAddress.Parse("192.0.2.2")));
        Assert.Equal(["two.example", "two.example"], _lookedUp);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_Unknown_IsUnusable()
    {
        foreach ((string? allow, string deny) in ((string?, string)[])[("no.example", ""), (null, "no.example")])
        {
            var e = await Assert.ThrowsAsync<DotcatException>(() => ResolveAsync(allow, deny));
            Assert.Equal(ExitCode.NothingTried, e.ExitCode);
        }
    }

    private static HostRule[] Rules(string words) =>
        [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => HostRule.Parse(word)!)];

    private Task<AccessList> ResolveAsync(string? allow, string deny) =>
        AccessList.ResolveAsync(
            new AccessOptions { Allow = allow is null ? null : Rules(allow), Deny = Rules(deny) },
            LookUpAsync,
            CancellationToken.None
        );

    private Task<IReadOnlyList<IPAddress>> LookUpAsync(string name, CancellationToken cancellation)
    {
        _lookedUp.Add(name);
        return name == "two.example"
            ? Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1")])
            : Task.FromException<IReadOnlyList<IPAddress>>(
                new DotcatException(Messages.CannotResolve(name, "unknown host"), "unknown host", ExitCode.NothingTried)
            );
    }
}
