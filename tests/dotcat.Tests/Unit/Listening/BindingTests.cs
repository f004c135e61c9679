using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Listening;

public sealed class BindingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PortZero_OnTwoAddresses_IsTheSamePortOnBoth(bool isDatagram)
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "this system has no IPv6");

        await using Listener listener = Binding.Open(
            new ListenOptions { Port = 0, IsDatagram = isDatagram },
            [IPAddress.Loopback, IPAddress.IPv6Loopback],
            Admissions.Unlimited
        );

        string[] names = [.. listener.Names];
        int port = IPEndPoint.Parse(names[0]).Port;
        Assert.NotEqual(0, port);
        Assert.Equal([$"127.0.0.1:{port}", $"[::1]:{port}"], names);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(AddressFamily.Unspecified, true)]
    [InlineData(AddressFamily.InterNetwork, true)]
    [InlineData(AddressFamily.InterNetworkV6, false)]
    public async Task NoAddress_IsEveryAddressOfTheFamily(AddressFamily family, bool hearsIPv4)
    {
        await using Listener listener = Binding.Open(
            new ListenOptions { Port = 0, Family = family },
            [],
            Admissions.Unlimited
        );
        int port = IPEndPoint.Parse(listener.Names.Single()).Port;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Exception? failure = await Record.ExceptionAsync(() => client.ConnectAsync(IPAddress.Loopback, port));

        Assert.Equal(hearsIPv4, failure is null);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Port_Taken_IsUnusableUntilTimeMendsIt()
    {
        await using Listener first = Binding.Open(
            new ListenOptions { Port = 0 },
            [IPAddress.Loopback],
            Admissions.Unlimited
        );
        int port = IPEndPoint.Parse(first.Names.Single()).Port;

        var e = Assert.Throws<DotcatException>(() =>
            Binding.Open(new ListenOptions { Port = port }, [IPAddress.Loopback], Admissions.Unlimited)
        );

        Assert.Equal($"cannot bind to 127.0.0.1:{port}: address already in use", e.Message);
        Assert.Equal((ExitCode.NothingTried, true), (e.ExitCode, e.IsTransient));
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnixListener_AtItsEnd_UnlinksItsSocket(bool isDatagram)
    {
        string path = _folder.File("sock");
        Listener listener = Binding.Open(
            new UnixListenOptions { Path = path, IsDatagram = isDatagram },
            Admissions.Unlimited
        );
        Assert.Equal([path], listener.Names);
        Assert.True(File.Exists(path));

        await listener.DisposeAsync();

        Assert.False(File.Exists(path));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task UnixPath_LiveAlready_IsTakenAndGoesOnWorking()
    {
        string path = _folder.File("sock");
        await using Listener live = Binding.Open(new UnixListenOptions { Path = path }, Admissions.Unlimited);

        var e = Assert.Throws<DotcatException>(() =>
            Binding.Open(new UnixListenOptions { Path = path }, Admissions.Unlimited)
        );

        Assert.Equal(("address already in use", true), ($"{e.Cause}", e.IsTransient));
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(UnixPath.ToEndPoint(path));
    }

    [Fact]
    public void UnixPath_InNoFolder_IsUnusable()
    {
        string path = _folder.File("none/sock");

        var e = Assert.Throws<DotcatException>(() =>
            Binding.Open(new UnixListenOptions { Path = path }, Admissions.Unlimited)
        );

        Assert.Equal((ExitCode.NothingTried, false), (e.ExitCode, e.IsTransient));
        Assert.StartsWith($"cannot bind to {path}: ", e.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
