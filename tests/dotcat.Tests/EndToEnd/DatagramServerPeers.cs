using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The tutorial's UDP server, and clients of others that talk to it.</summary>
[UsesVerify]
public sealed class DatagramServerPeers
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ItSaysWhoSentHowMuch()
    {
        await using ToolListener server = await ToolListener.StartAsync(
            Transport.Udp4,
            "-k",
            "--echo",
            "-v",
            "-i",
            "2s"
        );
        using Socket client = server.ConnectSocket();
        foreach (string text in new[] { "Hello server", "", "again" })
        {
            await client.SendTextAsync(text);
            Assert.Equal(text, await client.ReceiveTextAsync());
        }

        await server.Process.ErrorLineAsync("nothing moved");
        server.Process.Send(Signal.Terminate);

        await Verify(await Transcript.OfAsync(("server", server.Process)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("nc", "-u")]
    [InlineData("ncat", "-u")]
    [InlineData("socat", "-t", "5", "-")]
    public async Task ClientsOfOthers_AreEchoed(string program, params string[] options)
    {
        Peers.Require(program);
        await using ToolListener server = await ToolListener.StartAsync(Transport.Udp4, "-k", "--echo");
        string port = $"{((IPEndPoint)server.EndPoint).Port}";
        string[] target = program == "socat" ? [$"UDP4:127.0.0.1:{port}"] : ["127.0.0.1", port];
        await using RunningProcess one = RunningProcess.Start(program, [.. options, .. target]);
        await using RunningProcess other = RunningProcess.Start(program, [.. options, .. target]);

        foreach (string text in new[] { "first\n", "second\n" })
        {
            await one.WriteAsync("one " + text);
            await other.WriteAsync("two " + text);
            Assert.Equal("one " + text, await one.ReadTextAsync(4 + text.Length));
            Assert.Equal("two " + text, await other.ReadTextAsync(4 + text.Length));
        }
    }
}
