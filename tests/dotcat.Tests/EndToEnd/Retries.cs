using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What time can mend is tried again, and each attempt is said.</summary>
public sealed class Retries
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    public async Task AServerThatStartsLate_IsReached(Transport transport)
    {
        using Socket server = BindWithoutListening(transport);
        await using RunningProcess client = Tool.Connect(
            transport,
            server.LocalEndPoint!,
            ["--retry", "20", "--retry-delay", "100ms", "-v"]
        );
        string attempt = await client.ErrorLineAsync("attempt 1 of 20 in ");
        Assert.EndsWith(": connection refused", attempt, StringComparison.Ordinal);

        server.Listen();
        using Socket connection = await server.AcceptOneAsync();
        await client.FinishInputAsync("at last");

        Assert.Equal("at last", await connection.ReceiveTextToEndAsync());
        connection.Dispose();
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.UnixDatagram)]
    public async Task ASocketFileThatComesLate_IsReached(Transport transport)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s");
        await using RunningProcess client = Tool.Connect(
            transport,
            UnixAddress.ToEndPoint(path),
            ["--retry", "forever", "--retry-max-delay", "100ms", "-v"]
        );
        Assert.EndsWith(": no such file", await client.ErrorLineAsync("attempt 1 in "), StringComparison.Ordinal);

        await using RunningProcess listener = Tool.Start(transport.ListenArguments(path));
        await client.WriteAsync("at last");

        Assert.Equal("at last", await listener.ReadTextAsync(7));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ARefusal_IsTriedAgainAsOftenAsAsked()
    {
        using Socket server = BindWithoutListening(Transport.Tcp4);
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            server.LocalEndPoint!,
            ["--retry", "2", "--retry-delay", "10ms", "-v"]
        );

        ProcessEnd end = await client.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Collection(
            end.ErrorLines,
            line => Assert.StartsWith("dotcat: attempt 1 of 2 in ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("dotcat: attempt 2 of 2 in ", line, StringComparison.Ordinal),
            line => Assert.Equal($"dotcat: cannot connect to {server.LocalEndPoint}: connection refused", line)
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APortInUse_IsListenedOnOnceItIsFree()
    {
        using Socket occupant = Transport.Tcp4.Bind("");
        string address = occupant.LocalEndPoint!.ToString()!;
        await using RunningProcess listener = Tool.Start("-lv", "--retry", "50", "--retry-max-delay", "100ms", address);
        string attempt = await listener.ErrorLineAsync("attempt 1 of 50 in ");
        Assert.EndsWith(": address already in use", attempt, StringComparison.Ordinal);

        occupant.Dispose();

        await listener.ErrorLineAsync($"listening on {address}");
        await using RunningProcess client = Tool.Start(address);
        await client.FinishInputAsync("hello");
        Assert.Equal("hello", await listener.ReadTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WithoutRetry_APortInUseCannotBeTried()
    {
        using Socket occupant = Transport.Tcp4.Bind("");

        ProcessEnd end = await Tool.RunAsync("", "-l", occupant.LocalEndPoint!.ToString()!);

        Assert.Equal(2, end.ExitCode);
        Assert.Equal([$"dotcat: cannot bind to {occupant.LocalEndPoint}: address already in use"], end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TheOverallLimit_EndsThem()
    {
        using Socket server = BindWithoutListening(Transport.Tcp4);
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            server.LocalEndPoint!,
            ["--retry-for", "500ms", "--retry-delay", "20ms"]
        );

        ProcessEnd end = await client.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal(
            [$"dotcat: cannot connect to {server.LocalEndPoint}: connection refused (gave up after 500 ms)"],
            end.ErrorLines
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WhatTimeCannotMend_IsNotTriedAgain()
    {
        using var folder = new TemporaryFolder();

        ProcessEnd end = await Tool.RunAsync("", "-U", "--retry", "forever", "-v", folder.Path);

        Assert.Equal(2, end.ExitCode);
        Assert.Equal([$"dotcat: cannot connect to {folder.Path}: it exists and is not a socket"], end.ErrorLines);
    }

    /// <summary>Holds a port, and refuses who connects.</summary>
    private static Socket BindWithoutListening(Transport transport)
    {
        Socket socket = transport.CreateSocket();
        socket.Bind(new IPEndPoint(transport.Loopback, 0));
        return socket;
    }
}
