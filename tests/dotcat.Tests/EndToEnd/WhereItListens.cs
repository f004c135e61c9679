using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Which addresses a listener has, by which it is reached, and from where a client comes.</summary>
public sealed class WhereItListens
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("127.0.0.1", "-l", "0")]
    [InlineData("::1", "-l", "0")]
    [InlineData("localhost", "-l", "0")]
    [InlineData("localhost", "-l", "localhost", "0")]
    [InlineData("127.0.0.1", "-4l", "0")]
    [InlineData("::1", "-6l", "0")]
    [InlineData("127.0.0.1", "-l", "127.0.0.1:0")]
    [InlineData("::1", "-l", "[::1]:0")]
    [InlineData("127.0.0.1", "-l", "-p", "0")]
    [InlineData("127.0.0.2", "-l", "-s", "127.0.0.2", "-p", "0")]
    [InlineData("127.0.0.2", "-u", "-l", "-s", "127.0.0.2", "-p", "0")]
    [InlineData("127.0.0.1", "-u", "-l", "0")]
    [InlineData("::1", "-u", "-l", "0")]
    [InlineData("localhost", "-u", "-l", "localhost", "0")]
    public async Task IsReachedByItsAddresses(string host, params string[] arguments)
    {
        if (host == "127.0.0.2" && arguments.Contains("-u"))
        {
            ToolMachine.SkipUnderWine(
                "a UDP socket is bound to its interface, and answers from whatever address that has"
            );
        }

        await using RunningProcess listener = Tool.Start(arguments);
        int port = await listener.ListeningPortAsync();
        await using RunningProcess client = Tool.Start([.. arguments.Where(word => word == "-u"), host, $"{port}"]);
        await client.WriteAsync("hello");

        Assert.Equal("hello", await listener.ReadTextAsync(5));
        await listener.WriteAsync("answer");
        Assert.Equal("answer", await client.ReadTextAsync(6));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-lu")]
    [InlineData("-luk")]
    public async Task AGroupIsHeard_AndItsMembersAreToo(string listens)
    {
        ToolMachine.RequireLinux("elsewhere loopback has no groups");
        ToolMachine.SkipUnderQemu("joins no group at an interface by its number");
        const string Group = "239.77.1.3";
        await using RunningProcess one = Tool.Start(listens, "-s", "127.0.0.1", "--reply", "one", Group, "0");
        string port = $"{await one.ListeningPortAsync()}";
        await using RunningProcess two = Tool.Start(listens, "-v", "-s", "127.0.0.1", "--reply", "two", Group, port);
        await two.ErrorLineAsync("listening on ");
        await using RunningProcess client = Tool.Start("-u", "-b", "-v", "-s", "127.0.0.1", Group, port);

        await client.WriteAsync("who?");

        Assert.Matches("^(onetwo|twoone)$", await client.ReadTextAsync(6));
        await client.ErrorLineAsync($"3 bytes from 127.0.0.1:{port}");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AGroupThatNoInterfaceLeadsTo_IsAFailureWithItsCause()
    {
        await using RunningProcess listener = await Tool.StartAloneAsync("true", "-lu", "239.1.1.1", "0");

        await listener.ErrorLineAsync("cannot bind to 239.1.1.1: the network is unreachable");
        Assert.Equal(2, await listener.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ask", "-lu", "--echo", "0")]
    [InlineData("ask", "-luk", "--echo", "0")]
    [InlineData("ask", "-4luk", "--echo", "0")]
    [InlineData("ok", "-lu", "--reply", "ok", "0")]
    [InlineData("ok", "-luk", "--reply", "ok", "0")]
    [InlineData("127.0.0.2\n", "-lu", "-c", "echo $NCAT_LOCAL_ADDR", "0")]
    [InlineData("127.0.0.2\n", "-luk", "-c", "echo $NCAT_LOCAL_ADDR", "0")]
    [InlineData("typed", "-lu", "0")]
    [InlineData("typed", "-luk", "0")]
    public async Task AnswersFromTheAddressThatWasAsked(string answer, params string[] arguments)
    {
        ToolMachine.RequireLinux("elsewhere the system chooses");
        await using RunningProcess listener = Tool.Start(arguments);
        using Socket client = Transport.Udp4.CreateSocket();
        await client.ConnectAsync(IPAddress.Parse("127.0.0.2"), await listener.ListeningPortAsync());
        await client.SendTextAsync("ask");
        if (answer == "typed")
        {
            Assert.Equal("ask", await listener.ReadTextAsync(3));
            await listener.WriteAsync(answer);
        }

        Assert.Equal(answer, await client.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientComesFromWhereItIsTold()
    {
        int port;
        using (Socket free = Transport.Tcp4.Bind(""))
        {
            port = ((IPEndPoint)free.LocalEndPoint!).Port;
        }

        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            ["-s", "127.0.0.2", "-p", port.ToString(CultureInfo.InvariantCulture)]
        );

        Assert.Equal(new IPEndPoint(IPAddress.Parse("127.0.0.2"), port), client.Server.RemoteEndPoint);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AUnixDatagramClientComesFromWhereItIsTold()
    {
        using var folder = new TemporaryFolder();
        using Socket server = Transport.UnixDatagram.Bind(folder.File("s"));
        string own = folder.File("c");
        await using RunningProcess client = Tool.Connect(Transport.UnixDatagram, server.LocalEndPoint!, ["-s", own]);
        await client.FinishInputAsync("hello");

        EndPoint sender = await server.ReceiveFirstAsync("hello");

        Assert.Equal(own, sender.ToString());
        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.False(File.Exists(own));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OneClientIsServed_AndTheNextRefused()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);
        using Socket first = listener.ConnectSocket();
        await first.SendTextAsync("x");
        await listener.Process.ReadAsync(1);

        using Socket second = Transport.Tcp4.CreateSocket();

        var refusal = await Assert.ThrowsAsync<SocketException>(() => second.ConnectAsync(listener.EndPoint));
        Assert.Equal(SocketError.ConnectionRefused, refusal.SocketErrorCode);
    }
}
