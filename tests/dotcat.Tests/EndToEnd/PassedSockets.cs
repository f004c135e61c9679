using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Sockets that dotcat is started with: LISTEN_FDS, sd_listen_fds(3).</summary>
public sealed class PassedSockets : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    [InlineData(Transport.Udp4)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task ByTheirLauncher_ASocketIsPassed_AndStaysWhatItWas(Transport transport)
    {
        (string address, EndPoint server) = Place(transport);
        await using RunningProcess process = await SocketPasser.ActivateAsync(
            address,
            [transport.IsDatagram ? "-lu" : "-l", "-v", "--echo"],
            transport.IsDatagram
        );
        using Socket client = transport.CreateSocket();
        if (transport is Transport.UnixDatagram)
        {
            client.Bind(UnixAddress.ToEndPoint(_folder.File("client")));
        }

        await client.ConnectAsync(server);
        await client.SendTextAsync("question");

        Assert.Equal("question", await client.ReceiveTextAsync());
        await process.ErrorLineAsync($"dotcat: listening on {address}");
        client.Dispose();
        if (transport.IsDatagram)
        {
            process.Send(Signal.Terminate);
        }

        Assert.Equal(transport.IsDatagram ? 143 : 0, await process.ExitCodeAsync());
        Assert.Equal(transport.IsUnix, File.Exists(address)); // it is whose socket it is who removes it
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task All_AreListenedOn()
    {
        string path = _folder.File("socket");
        await using RunningProcess process = SocketPasser.Start(["tcp", $"unix:{path}"], ["-lkv", "--echo"]);
        IPEndPoint tcp = await SocketPasser.EndPointOfAsync(process);
        await process.ErrorLineAsync($"dotcat: listening on {tcp} and {path}");

        foreach (
            (Transport transport, EndPoint server) in new[]
            {
                (Transport.Tcp4, (EndPoint)tcp),
                (Transport.UnixStream, UnixAddress.ToEndPoint(path)),
            }
        )
        {
            for (int i = 0; i < 3; i++)
            {
                using Socket client = transport.CreateSocket();
                await client.ConnectAsync(server);
                await client.SendTextAsync("question");
                Assert.Equal("question", await client.ReceiveTextAsync());
            }
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Datagrams_OfManyPeers_AreServed()
    {
        await using RunningProcess process = SocketPasser.Start(["udp"], ["-lukv", "--echo"]);
        IPEndPoint server = await SocketPasser.EndPointOfAsync(process);
        using var clients = new Support.Network.Sockets(3, static () => Transport.Udp4.CreateSocket());
        foreach (Socket client in clients.All)
        {
            await client.ConnectAsync(server);
            await client.SendTextAsync($"from {client.LocalEndPoint}");
        }

        foreach (Socket client in clients.All)
        {
            Assert.Equal($"from {client.LocalEndPoint}", await client.ReceiveTextAsync());
        }
    }

    /// <summary>When the first is served, and nobody else has the socket, nobody is kept waiting in it.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task One_IsServed_AndThenNoMore()
    {
        await using RunningProcess process = SocketPasser.Start(["tcp"], ["-lv"]);
        IPEndPoint server = await SocketPasser.EndPointOfAsync(process);
        using Socket client = Transport.Tcp4.CreateSocket();
        await client.ConnectAsync(server);
        await process.ErrorLineAsync("connection from");
        await client.SendTextAsync("x");
        await process.ReadAsync(1);

        using Socket late = Transport.Tcp4.CreateSocket();
        Assert.Equal(
            SocketError.ConnectionRefused,
            Assert.Throws<SocketException>(() => late.Connect(server)).SocketErrorCode
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Commands_AreToldNothingOfThem_AndHaveNone()
    {
        string[] command =
        [
            "-c",
            "env | grep LISTEN_; for n in 3 4 5 6 7 8 9; do readlink /proc/$$/fd/$n; done; echo .",
        ];
        await using RunningProcess server = SocketPasser.Start(["tcp", "tcp"], ["-lv", .. command]);
        using Socket client = Transport.Tcp4.CreateSocket();
        await client.ConnectAsync(await SocketPasser.EndPointOfAsync(server));

        string said = await client.ReceiveTextToEndAsync();

        Assert.DoesNotContain("LISTEN_", said, StringComparison.Ordinal);
        Assert.DoesNotContain("socket:", said, StringComparison.Ordinal);
        Assert.EndsWith(".\n", said, StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("udp", "-l", "it is no stream socket (-u is for datagrams)")]
    [InlineData("tcp", "-lu", "it is no datagram socket, which -u is for")]
    [InlineData("pair", "-l", "it does not listen (in a socket unit, Accept=no)")]
    [InlineData("/dev/null", "-l", "it is no socket")]
    [InlineData("tcp", "-lU", "it is of another address family")]
    [InlineData("tcp", "-l6", "it is of another address family")]
    public async Task WhatCannotBeListenedOn_IsRefused(string socket, string options, string problem)
    {
        await using RunningProcess process = SocketPasser.Start([socket], [options]);

        ProcessEnd end = await process.EndAsync();

        Assert.Equal(
            $"dotcat: cannot listen on descriptor 3, which LISTEN_FDS names: {problem}",
            Assert.Single(end.ErrorLines)
        );
        Assert.Equal(2, end.ExitCode);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Those_OfAnotherProcess_AndWhereAnAddressIsNamed_AreLeftAlone()
    {
        await using RunningProcess other = SocketPasser.Start(["/dev/null"], ["-l", "-p", "0"], areItsOwn: false);
        await using RunningProcess named = SocketPasser.Start(["/dev/null"], ["-l", "127.0.0.1", "0"]);

        await other.ListeningPortAsync();
        await named.ListeningPortAsync();
    }

    public void Dispose() => _folder.Dispose();

    private (string Address, EndPoint Server) Place(Transport transport)
    {
        if (transport.IsUnix)
        {
            string path = _folder.File("socket");
            return (path, UnixAddress.ToEndPoint(path));
        }

        var server = new IPEndPoint(transport.Loopback, Support.Proxies.ProxyServer.FreePort());
        return ($"{server}", server);
    }
}
