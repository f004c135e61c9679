using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What <c>-v</c> and <c>-vv</c> say of a run that did not go to plan, or was cut short.</summary>
[UsesVerify]
public sealed class NarrationOfTrouble
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Refused() => await Verify(await RefusedAsync(Transport.Tcp4, "-v"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Refused_InDetail() => await Verify(await RefusedAsync(Transport.Tcp6, "-vv"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task RefusedAgainAndAgain() =>
        await Verify(await RefusedAsync(Transport.Tcp4, "-v", "--retry", "3", "--retry-delay", "10ms"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task RefusedAgainAndAgain_InDetail() =>
        await Verify(await RefusedAsync(Transport.Tcp4, "-vv", "--retry", "2", "--retry-delay", "10ms"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NoSuchSocketFile()
    {
        using var folder = new TemporaryFolder();
        await using RunningProcess client = Tool.Start(
            "-vvU",
            "--retry",
            "1",
            "--retry-delay",
            "10ms",
            folder.File("s")
        );
        await Verify(await Transcript.OfAsync(("client", client)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AddressInUse()
    {
        using Socket occupant = Transport.Tcp4.Bind("");
        await using RunningProcess listener = Tool.Start(
            "-lvv",
            "--retry",
            "2",
            "--retry-delay",
            "10ms",
            occupant.LocalEndPoint!.ToString()!
        );
        await Verify(await Transcript.OfAsync(("listener", listener)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NobodyConnects()
    {
        await using RunningProcess listener = Tool.Start("-lv", "--accept-timeout", "100ms", "127.0.0.1", "0");
        await Verify(await Transcript.OfAsync(("listener", listener)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NothingMoves()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-v", "-i", "200ms");
        await Verify(await Transcript.OfAsync(("client", client.Process)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ThePeerDoesNotEnd()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.UnixStream, "-v", "-q", "100ms");
        await client.Process.FinishInputAsync("question\n");
        await Verify(await Transcript.OfAsync(("client", client.Process)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ThePeerResets()
    {
        ToolMachine.SkipUnderWine("a reset that comes between two reads is an end there");
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-v");
        await client.Process.WriteAsync("x");
        await client.Server.ReceiveBytesAsync();
        client.Server.Reset();
        await Verify(await Transcript.OfAsync(("client", client.Process)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task NobodyHearsTheDatagram()
    {
        EndPoint nobody;
        using (Socket gone = Transport.Udp4.Bind(""))
        {
            nobody = gone.LocalEndPoint!;
        }

        await using RunningProcess client = Tool.Connect(Transport.Udp4, nobody, "-v");
        await client.FinishInputAsync("ask");
        await Verify(await Transcript.OfAsync(("client", client)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TheReaderOfStdoutGoes()
    {
        ToolMachine.RequireSightOfOtherEnd();
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-v");
        await client.Process.Output.DisposeAsync();
        await Verify(await Transcript.OfAsync(("client", client.Process)));
    }

    private static async Task<string> RefusedAsync(Transport transport, params string[] options)
    {
        using Socket server = transport.CreateSocket();
        server.Bind(new IPEndPoint(transport.Loopback, 0)); // and does not listen
        await using RunningProcess client = Tool.Connect(transport, server.LocalEndPoint!, options);
        return await Transcript.OfAsync(("client", client));
    }
}
