using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>--lines: a datagram a line, without its line end.</summary>
public sealed class LineDatagrams
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(DatagramTransports))]
    public async Task EachLineIsOne_WhateverItsEnd(Transport transport)
    {
        using var folder = new TemporaryFolder();
        using Socket server = transport.Bind(folder.UnixAddress(transport));

        ProcessEnd end = await SendAsync("LF\nCRLF\r\n\nlast, without an end", transport, server);

        Assert.Equal(0, end.ExitCode);
        Assert.Empty(end.ErrorLines);
        Assert.Equal("LF", await server.ReceiveTextAsync());
        Assert.Equal("CRLF", await server.ReceiveTextAsync());
        Assert.Equal("", await server.ReceiveTextAsync());
        Assert.Equal("last, without an end", await server.ReceiveTextAsync());
        Assert.False(server.Poll(TimeSpan.Zero, SelectMode.SelectRead), "one more arrived");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ALineThatNoDatagramHolds_CostsOnlyItself()
    {
        using Socket server = Transport.Udp4.Bind("");

        ProcessEnd end = await SendAsync($"before\n{new string('x', 70_000)}\nafter\n", Transport.Udp4, server);

        Assert.Equal(1, end.ExitCode);
        Assert.Equal(
            ["dotcat: a line of 70000 bytes was not sent: a datagram holds at most 65507 bytes"],
            end.ErrorLines
        );
        Assert.Equal("before", await server.ReceiveTextAsync());
        Assert.Equal("after", await server.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ALineIsSent_AsSoonAsItIsWhole()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Udp4, "--lines");
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("hello");
        await listener.Process.ReadAsync(5);

        await listener.Process.WriteAsync("one\ntw");
        Assert.Equal("one", await client.ReceiveTextAsync());
        await listener.Process.WriteAsync("o\n");

        Assert.Equal("two", await client.ReceiveTextAsync());
    }

    private static Task<ProcessEnd> SendAsync(string input, Transport transport, Socket server) =>
        Tool.RunAsync(input, ["--lines", "-q", "0", .. transport.ConnectArguments(server.LocalEndPoint!)]);
}
