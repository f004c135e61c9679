using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>-C: LF is sent as CRLF, and what arrives stays as it is.</summary>
public sealed class LineEnds
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task OnAStream_EachLFBecomesCRLF(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-C");
        await client.Process.WriteAsync("one\ntwo\r\nsplit\r");
        Assert.Equal("one\r\ntwo\r\nsplit\r", await ReceiveAsync(client.Server, 16));
        await client.Process.FinishInputAsync("\n\n");
        Assert.Equal("\n\r\n", await client.Server.ReceiveTextToEndAsync());

        await client.Server.SendTextAsync("as\nit\r\nis");
        client.Server.Dispose();

        Assert.Equal("as\nit\r\nis", (await client.Process.EndAsync()).Text);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task InADatagram_EachLFBecomesCRLF()
    {
        using Socket server = Transport.Udp4.Bind("");

        ProcessEnd end = await Tool.RunAsync(
            "one\ntwo\r\n",
            ["-C", "-q", "0", .. Transport.Udp4.ConnectArguments(server.LocalEndPoint!)]
        );

        Assert.Equal(0, end.ExitCode);
        Assert.Equal("one\r\ntwo\r\n", await server.ReceiveTextAsync());
    }

    private static async Task<string> ReceiveAsync(Socket socket, int length)
    {
        string text = "";
        while (text.Length < length)
        {
            text += await socket.ReceiveTextAsync();
        }

        return text;
    }
}
