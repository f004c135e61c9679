using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing;

/// <summary>Groups and broadcast addresses: each of those who hear it may answer, from an address of its own.</summary>
public sealed class DatagramsToManyTests : IDisposable
{
    private const string Group = "239.77.1.2";

    private readonly StringWriter _stderr = new() { NewLine = "\n" };

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AGroup_IsHeardByItsListeners_AndAnsweredByEach()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere loopback has no groups");
        await using Listener one = await JoinAsync(Group, "127.0.0.1", 0);
        int port = ((IPEndPoint)one.EndPoints[0]).Port;
        await using Listener other = await JoinAsync(Group, "127.0.0.1", port); // which shares the port
        await using Channel channel = await DialAsync(Group, port, "127.0.0.1");
        await channel.SendTextAsync("hello");

        foreach (Listener listener in new[] { one, other })
        {
            await using Channel asker = await listener.AcceptAsync(CancellationToken.None);
            Assert.Equal("hello", await asker.ReceiveTextAsync());
            await asker.SendTextAsync("answer");
            Assert.Equal("answer", await channel.ReceiveTextAsync());
        }

        Assert.Equal($"{Group}:{port}", channel.Name);
        Assert.Equal($"{Group}:{port}", channel.Peer!.RemoteEndPoint!.ToString());
        Assert.EndsWith($"dotcat: 6 bytes from 127.0.0.1:{port}\n", _stderr.ToString(), StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AGroupOfALink_IsHeardOnTheInterfaceThatIsNamed(bool bySource)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere a group's datagrams may not come back to their machine");
        IPAddress? local = LinkLocal();
        Skip.If(local is null, "no interface has a link-local address");
        string group = bySource ? "ff02::77:1" : $"ff02::77:1%{local.ScopeId}";
        string? source = bySource ? local.ToString() : null;
        await using Listener listener = await JoinAsync(group, source, 0);
        int port = ((IPEndPoint)listener.EndPoints[0]).Port;
        await using Channel channel = await DialAsync(group, port, source);
        await channel.SendTextAsync("hello");

        await using Channel asker = await listener.AcceptAsync(CancellationToken.None);
        Assert.Equal("hello", await asker.ReceiveTextAsync());
        await asker.SendTextAsync("answer");

        Assert.Equal("answer", await channel.ReceiveTextAsync());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AGroupOfALink_WithoutAnInterface_IsUnusable(bool listens)
    {
        var e = await Assert.ThrowsAsync<DotcatException>(async () =>
        {
            _ = listens ? (object)await JoinAsync("ff02::77:1", null, 0) : await DialAsync("ff02::77:1", 9, null);
        });

        Assert.Equal("ff02::77:1 is a link-local address and needs its interface, as in ff02::77:1%eth0", e.Message);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ABroadcast_IsAnsweredByWhoeverHearsIt()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere loopback has no broadcast address");
        using Socket one = DatagramServer.Bound(IPAddress.Any);
        int port = ((IPEndPoint)one.LocalEndPoint!).Port;
        await using Channel channel = await DialAsync("127.255.255.255", port, null);

        await channel.SendTextAsync("hello");
        EndPoint asker = await one.ReceiveFirstAsync("hello");
        await one.SendToAsync("answer"u8.ToArray(), asker);
        using Socket other = DatagramServer.Bound(IPAddress.Parse("127.0.0.3"));
        await other.SendToAsync("another"u8.ToArray(), asker);

        Assert.Equal(["answer", "another"], [await channel.ReceiveTextAsync(), await channel.ReceiveTextAsync()]);
        Assert.EndsWith(
            $"dotcat: 6 bytes from 127.0.0.1:{port}\ndotcat: 7 bytes from {other.LocalEndPoint}\n",
            _stderr.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AGroup_OnNoAddressOfThisMachine_IsUnusable()
    {
        // 198.51.100.0/24 is for documentation (RFC 5737): no machine has it.
        var e = await Assert.ThrowsAsync<DotcatException>(() => JoinAsync(Group, "198.51.100.1", 0));

        Assert.StartsWith($"cannot bind to {Group}: ", e.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.NothingTried, e.ExitCode);
    }

    [Theory]
    [InlineData("224.0.0.1", true)]
    [InlineData("239.255.255.255", true)]
    [InlineData("240.0.0.0", false)]
    [InlineData("223.255.255.255", false)]
    [InlineData("ff02::1", true)]
    [InlineData("fe80::1", false)]
    public void Group_IsToldByItsAddress(string address, bool expected) =>
        Assert.Equal(expected, MulticastGroup.Is(IPAddress.Parse(address)));

    public void Dispose() => _stderr.Dispose();

    private static IPAddress? LinkLocal() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(static one => one.OperationalStatus == OperationalStatus.Up && one.SupportsMulticast)
            .SelectMany(static one => one.GetIPProperties().UnicastAddresses)
            .Select(static own => own.Address)
            .FirstOrDefault(static address => address.IsIPv6LinkLocal);

    private static async Task<Listener> JoinAsync(string group, string? source, int port)
    {
        var options = new ListenOptions
        {
            Host = group,
            Port = port,
            IsDatagram = true,
        };
        var resolver = new HostResolver(AddressFamily.Unspecified, numericOnly: true);
        IReadOnlyList<IPAddress> addresses = await resolver.ResolveAsync(group, CancellationToken.None);
        IPAddress? local = source is null ? null : IPAddress.Parse(source);
        return Binding.Open(options, addresses, Admissions.Unlimited, keepOpen: true, local);
    }

    private Task<Channel> DialAsync(string host, int port, string? source)
    {
        var options = new DialOptions
        {
            Host = host,
            Port = port,
            IsDatagram = true,
            SourceHost = source,
        };
        return new Dialer(options, new Reporter(_stderr, Verbosity.Events), TimeProvider.System).DialAsync(
            CancellationToken.None
        );
    }
}
