using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Whatever stdin and stdout are, everything crosses both ways at once, and is counted.</summary>
public sealed class KindsOfStdio
{
    private const string NotLinux = "the path, or what the test looks at, is Linux's";

    private static readonly Payload _toServer = new(16 * 1024 * 1024 + 1);
    private static readonly Payload _toClient = new(8 * 1024 * 1024 + 3);

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task Pipes(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(transport, "-v");

        Task<byte[]> writing = client.Process.ExchangeAsync(_toServer);
        byte[] received = await client.Server.AnswerAsync(_toClient);

        AssertWhole(received, await writing);
        await AssertCountedAsync(client.Process);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    public async Task Files_FromWhereTheyStand(Transport transport)
    {
        const string Head = "ten bytes\n";
        using var folder = new TemporaryFolder();
        string input = folder.File("input");
        string output = folder.File("output");
        await File.WriteAllBytesAsync(input, [.. "ten bytes\n"u8, .. _toServer.Bytes.Span]);
        // What dotcat leaves of the input would come before the tail.
        string script =
            $"exec <'{input}' >'{output}'; dd bs=10 count=1 2>/dev/null; \"$0\" -v \"$@\"; cat; printf tail";
        await using ToolClient client = await ToolClient.ConnectAsync(
            transport,
            arguments => Tool.StartInShell(script, arguments)
        );

        byte[] received = await client.Server.AnswerAsync(_toClient);

        await AssertCountedAsync(client.Process);
        byte[] written = await File.ReadAllBytesAsync(output);
        Assert.Equal(Head.Length + _toClient.Bytes.Length + 4, written.Length);
        AssertWhole(received, written[Head.Length..^4]);
        Assert.Equal("ten bytes\n"u8.ToArray(), written[..Head.Length]);
        Assert.Equal("tail"u8.ToArray(), written[^4..]);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task AFileThatIsAppendedTo(Transport transport)
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("output");
        await File.WriteAllTextAsync(output, "before\n");
        await using ToolClient client = await ToolClient.ConnectAsync(
            transport,
            arguments => Tool.StartInShell($"exec \"$0\" -v \"$@\" >>'{output}'", arguments)
        );

        Task<byte[]> nothing = client.Process.ExchangeAsync(_toServer);
        byte[] received = await client.Server.AnswerAsync(_toClient);

        await AssertCountedAsync(client.Process);
        Assert.Empty(await nothing);
        byte[] written = await File.ReadAllBytesAsync(output);
        Assert.Equal("before\n"u8.ToArray(), written[..7]);
        AssertWhole(received, written[7..]);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task NothingAndNowhere(Transport transport)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(
            transport,
            static arguments => Tool.StartInShell("exec \"$0\" -v \"$@\" </dev/null >/dev/null", arguments)
        );

        Assert.Empty(await client.Server.ExchangeAsync(_toClient));

        Assert.Equal(0, await client.Process.ExitCodeAsync());
        Assert.Equal((0, _toClient.Bytes.Length), Moved.In(client.Process.ErrorLines));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task ADeviceThatNeverEnds(Transport transport)
    {
        ToolMachine.RequireLinux(NotLinux);
        await using ToolClient client = await ToolClient.ConnectAsync(
            transport,
            static arguments => Tool.StartInShell("exec \"$0\" -v \"$@\" </dev/zero", arguments)
        );

        long zeros = 0;
        while (zeros < _toServer.Bytes.Length)
        {
            byte[] part = await client.Server.ReceiveBytesAsync();
            Assert.False(part.AsSpan().ContainsAnyExcept((byte)0));
            zeros += part.Length;
        }

        client.Server.Dispose(); // with bytes unread

        Assert.Equal(1, await client.Process.ExitCodeAsync());
        Assert.InRange(Moved.In(client.Process.ErrorLines).Sent, zeros, long.MaxValue);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.UnixStream)]
    public async Task ATerminal(Transport transport)
    {
        var typed = new Payload(256 * 1024);
        using var folder = new TemporaryFolder();
        string said = folder.File("stderr");
        await using ToolClient client = await ToolClient.ConnectAsync(
            transport,
            arguments =>
                Terminal.Start($"stty raw -echo; {Tool.Path} -v {string.Join(' ', arguments)} 2>'{said}'; stty sane")
        );

        Task<byte[]> showing = client.Process.ReadAsync(_toClient.Bytes.Length);
        Task typing = client.Process.WriteAsync(typed.Bytes);
        Task sending = client.Server.SendBytesAsync(_toClient.Bytes);
        Assert.Equal(typed.Hash, Payload.HashOf(await client.Server.ReceiveExactlyAsync(typed.Bytes.Length)));
        await Task.WhenAll(showing, typing, sending);
        client.Server.Dispose();

        Assert.Equal(_toClient.Hash, Payload.HashOf(await showing));
        Assert.Equal(0, await client.Process.ExitCodeAsync());
        Assert.Equal((typed.Bytes.Length, _toClient.Bytes.Length), Moved.In(await File.ReadAllLinesAsync(said)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, Transport.Tcp4)]
    [InlineData(Transport.Tcp4, Transport.UnixStream)]
    [InlineData(Transport.UnixStream, Transport.Tcp4)]
    [InlineData(Transport.UnixStream, Transport.UnixStream)]
    public async Task OneSocket(Transport stdio, Transport transport)
    {
        await using SocketStdio inetd = await SocketStdio.StartAsync(stdio, transport, "-v");

        Task<byte[]> user = inetd.User.ExchangeAsync(_toServer);
        byte[] received = await inetd.Server.AnswerAsync(_toClient);

        AssertWhole(received, await user);
        await AssertCountedAsync(inetd.Process);
    }

    private static void AssertWhole(byte[] atServer, byte[] atClient)
    {
        Assert.Equal(_toServer.Hash, Payload.HashOf(atServer));
        Assert.Equal(_toClient.Hash, Payload.HashOf(atClient));
    }

    private static async Task AssertCountedAsync(RunningProcess process)
    {
        Assert.Equal(0, await process.ExitCodeAsync());
        Assert.Equal((_toServer.Bytes.Length, _toClient.Bytes.Length), Moved.In(process.ErrorLines));
    }
}
