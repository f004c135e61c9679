using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>-o, -x, --digest: what moved, as it moved.</summary>
public sealed partial class Records : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Bytes => _folder.File("bytes");

    private string Dump => _folder.File("dump");

    public static TheoryData<Transport> Transports =>
        new(Transport.Tcp4, Transport.Tcp6, Transport.UnixStream, Transport.Udp4, Transport.UnixDatagram);

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Transports))]
    public async Task BothEnds_RecordTheSame(Transport transport)
    {
        Peers.Require("xxd");
        var payload = new Payload(transport.IsDatagram ? 5_000 : 1_000_000);
        string[] records = ["-o", Bytes, "-x", Dump, "--digest"];
        await using ToolListener listener = await ToolListener.StartAsync(transport, [.. records, "-i", "2"]);
        string[] options = transport is Transport.UnixDatagram ? ["-s", _folder.File("client")] : [];
        await using RunningProcess client = listener.Connect([.. options, "--digest", "-q", "1"]);

        Task writing = client.WriteAsync(payload.Bytes);
        Assert.Equal(payload.Hash, Payload.HashOf(await listener.Process.ReadAsync(payload.Bytes.Length)));
        await writing;
        await listener.Process.WriteAsync("answer");
        Assert.Equal("answer", await client.ReadTextAsync(6));
        client.FinishInput();
        listener.Process.FinishInput();

        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        string there = payload.Hash.ToLowerInvariant();
        string back = Payload.HashOf("answer"u8).ToLowerInvariant();
        Assert.Equal([$"dotcat: sent sha256 {there}", $"dotcat: received sha256 {back}"], client.ErrorLines);
        Assert.Equal(
            [$"dotcat: sent sha256 {back}", $"dotcat: received sha256 {there}"],
            listener.Process.ErrorLines.Where(static line => line.Contains("sha256", StringComparison.Ordinal))
        );
        byte[] all = [.. payload.Bytes.Span, .. "answer"u8];
        Assert.Equal(Payload.HashOf(all), Payload.HashOf(await File.ReadAllBytesAsync(Bytes)));
        Assert.Equal(payload.Hash, Payload.HashOf(await UndumpedAsync('<')));
        Assert.Equal("answer", Encoding.UTF8.GetString(await UndumpedAsync('>')));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OverTls_WhatIsInside_IsRecorded()
    {
        Peers.Require("xxd");
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["--tls", "-x", Dump, "--digest"]
        );
        await using RunningProcess client = listener.Connect("--ssl");
        await client.FinishInputAsync("secret");

        Assert.Equal("secret", await listener.Process.ReadTextToEndAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
        Assert.Equal("secret", Encoding.UTF8.GetString(await UndumpedAsync('<')));
        string hash = Payload.HashOf("secret"u8).ToLowerInvariant();
        Assert.Contains($"dotcat: received sha256 {hash}", listener.Process.ErrorLines);
    }

    /// <summary>Each piece stays whole, and says whose it is.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ManyClients_InOneFile_AreToldApart()
    {
        const int Clients = 8;
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            "-k",
            "--echo",
            "-x",
            Dump,
            "--digest"
        );
        var payload = new Payload(300_000);
        var names = new List<string>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(ExchangeAsync)));
        await Eventually.TrueAsync(
            () => listener.Process.ErrorLines.Count == 1 + (2 * Clients),
            "the digests of all clients"
        );

        ILookup<string, int> pieces = Pieces(await File.ReadAllTextAsync(Dump))
            .ToLookup(static piece => $"{piece.Mark} {piece.Peer}", static piece => piece.Count);
        string hash = payload.Hash.ToLowerInvariant();
        Assert.All(
            names,
            name =>
            {
                Assert.Equal(payload.Bytes.Length, pieces[$"< {name}"].Sum());
                Assert.Equal(payload.Bytes.Length, pieces[$"> {name}"].Sum());
                Assert.Contains($"dotcat: {name}: sent sha256 {hash}", listener.Process.ErrorLines);
                Assert.Contains($"dotcat: {name}: received sha256 {hash}", listener.Process.ErrorLines);
            }
        );

        async Task ExchangeAsync()
        {
            using Socket client = listener.ConnectSocket();
            lock (names)
            {
                names.Add($"{client.LocalEndPoint}");
            }

            Assert.Equal(payload.Hash, Payload.HashOf(await client.ExchangeAsync(payload)));
        }
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("therethere", "-c", "cat")]
    [InlineData("thereback", "--reply", "back")]
    public async Task WhateverAnswers_IsRecorded(string expected, params string[] answer)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            ["-k", "-o", Bytes, .. answer]
        );
        using Socket client = listener.ConnectSocket();

        await client.SendTextAsync("there");

        await Eventually.TrueAsync(
            () => File.ReadAllText(Bytes, Encoding.UTF8) == expected,
            $"'{expected}' in the record"
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASignal_LeavesTheRecordWhole()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-o", Bytes);
        await client.Process.WriteAsync("sent ");
        await client.Server.ReceiveUntilAsync("sent ");
        await client.Server.SendTextAsync("received");
        await client.Process.ReadAsync(8);

        client.Process.Send(Signal.Terminate);

        Assert.Equal(143, await client.Process.ExitCodeAsync());
        Assert.Equal("sent received", await File.ReadAllTextAsync(Bytes));
    }

    /// <summary>What had moved is written or reported, and nothing else moves.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ADiskThatIsFull_EndsTheRun_AndWhatHadMovedIsAccountedFor()
    {
        ToolMachine.SkipOnWindows("a process has no limit of what its files hold");
        Peers.Require("prlimit");
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "-o", Bytes);
        RunningProcess tool = listener.Process;
        await using RunningProcess limit = RunningProcess.Start("prlimit", "--pid", $"{tool.Id}", "--fsize=1000");
        Assert.Equal(0, await limit.ExitCodeAsync());
        using Socket client = listener.ConnectSocket();

        await client.SendBytesAsync(new byte[500]);
        await tool.ReadAsync(500);
        await client.SendBytesAsync(new byte[600]);
        ProcessEnd end = await tool.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Contains($"dotcat: cannot write to {Bytes}: file too large", end.ErrorLines);
        Assert.True(
            end.Text.Length == 600 || end.ErrorLines.Contains("dotcat: up to 600 bytes that arrived were not written"),
            string.Join('\n', end.ErrorLines)
        );
        Assert.Equal(1000, new FileInfo(Bytes).Length);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AReaderOfTheRecordThatGoes_EndsTheRun()
    {
        ToolMachine.SkipOnWindows("pipes have no names among files");
        using var pipe = new NamedPipe(_folder.File("pipe"));
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-x", pipe.Path);
        await client.Process.WriteAsync("one");
        Assert.Equal("> 127.0.0.1:", pipe.Read(12));
        await pipe.CloseAsync();

        await client.Process.WriteAsync("two");

        Assert.Equal(1, await client.Process.ExitCodeAsync());
        Assert.Contains($"dotcat: cannot write to {pipe.Path}: broken pipe", client.Process.ErrorLines);
    }

    /// <summary>A record that nobody reads holds up what is recorded, and not the end of the run.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData]
    [InlineData("-k")]
    [InlineData("-k", "--echo")]
    public async Task ASignal_WhileNobodyReadsTheRecord_EndsTheRun_WhichSaysWhatIsMissing(params string[] options)
    {
        using var pipe = new NamedPipe(_folder.File("pipe"));
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            [.. options, "-x", pipe.Path]
        );
        using Socket client = listener.ConnectSocket();
        await client.SendBytesAsync(new byte[NamedPipe.Capacity * 2]);
        await pipe.FullAsync();

        listener.Process.Send(Signal.Terminate);

        Assert.Equal(143, await listener.Process.ExitCodeAsync());
        Assert.Contains(
            listener.Process.ErrorLines,
            line => line.StartsWith($"dotcat: {pipe.Path}: up to ", StringComparison.Ordinal)
        );
    }

    /// <summary>Opened anew, the file would have an offset of its own, at which one text would write over the other.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ADescriptorsName_IsThatDescriptor()
    {
        ToolMachine.SkipOnWindows("descriptors have no names");
        ToolMachine.RequireSightOfPeer(Transport.Tcp4);
        string log = _folder.Write("log", "before\n");
        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            arguments =>
                Tool.StartInShell($"exec \"$0\" -v -x /dev/stderr -o /dev/fd/3 \"$@\" 2>>{log} 3>{Bytes}", arguments)
        );
        await client.Process.WriteAsync("hi");
        await client.Server.ReceiveUntilAsync("hi");
        client.Server.Dispose();
        await client.Process.EndAsync();

        string[] lines = await File.ReadAllLinesAsync(log);
        Assert.Equal("before", lines[0]);
        Assert.StartsWith("dotcat: connected to ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("Z 2 bytes", lines[2], StringComparison.Ordinal);
        Assert.Equal("00000000: 6869                                     hi", lines[3]);
        Assert.StartsWith("dotcat: sent 2 bytes, ", lines[4], StringComparison.Ordinal);
        Assert.Equal("hi", await File.ReadAllTextAsync(Bytes));
    }

    /// <summary>The end of standard output is not that of a record in the same pipe.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("/dev/stdout")]
    [InlineData("/dev/fd/3")]
    public async Task ARecordOnStandardOutput_GoesOnAfterThePeersEnd(string path)
    {
        ToolMachine.SkipOnWindows("descriptors have no names");
        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec \"$0\" -x {path} \"$@\" 3>&1", arguments)
        );
        await client.Process.WriteAsync("before");
        await client.Server.ReceiveUntilAsync("before");
        client.Server.Shutdown(SocketShutdown.Send);
        await client.Process.FinishInputAsync("after");

        string shown = await client.Process.ReadTextToEndAsync();
        Assert.Equal(11, Pieces(shown).Where(static piece => piece.Mark == '>').Sum(static piece => piece.Count));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task InATerminal_TheDumpIsShown()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        string tool =
            $"{Tool.Path} -x /dev/tty {string.Join(' ', Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!))}";
        await using RunningProcess terminal = Terminal.Start($"stty -echo; echo hi | {tool} 2>/dev/null >/dev/null");
        using Socket server = await listener.AcceptOneAsync();
        await server.ReceiveUntilAsync("hi\n");
        server.Dispose();

        string shown = await terminal.ReadTextToEndAsync();
        Assert.Contains("00000000: 6869 0a", shown, StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("/dev/null", "it is neither a regular file nor a pipe nor a terminal")]
    [InlineData("/tmp", "it is a folder")]
    public async Task WhatShouldNotBeEmptied_IsRefused_BeforeAnythingIsTried(string path, string cause)
    {
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            ToolMachine.RequireLinux("only Linux tells a device from a file");
        }

        ProcessEnd end = await Tool.RunAsync("", "-o", path, "127.0.0.1", "1");

        Assert.Equal(2, end.ExitCode);
        Assert.Equal([$"dotcat: cannot use {path}: {cause}"], end.ErrorLines);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>What the lines of one direction say, as the real xxd reads them back.</summary>
    private async Task<byte[]> UndumpedAsync(char mark)
    {
        var lines = new StringBuilder();
        bool isWanted = false;
        foreach (string line in await File.ReadAllLinesAsync(Dump))
        {
            bool isHead = Head().IsMatch(line);
            isWanted = isHead ? line[0] == mark : isWanted;
            lines.Append(isWanted && !isHead ? $"{line}\n" : "");
        }

        string dumped = _folder.Write("dumped", lines.ToString());
        await using RunningProcess xxd = RunningProcess.Start("xxd", "-r", dumped);
        return await xxd.ReadToEndAsync();
    }

    /// <summary>Each piece, whose lines are as many as it says and have the offsets that go on from the last.</summary>
    private static IEnumerable<(char Mark, string Peer, int Count)> Pieces(string dump)
    {
        var offsets = new Dictionary<string, long>();
        string[] lines = dump.Split('\n');
        for (int i = 0; i < lines.Length - 1; )
        {
            Match head = Head().Match(lines[i++]);
            Assert.True(head.Success, lines[i - 1]);
            int count = int.Parse(head.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            string direction = $"{head.Groups["mark"]} {head.Groups["peer"]}";
            long offset = offsets.GetValueOrDefault(direction);
            offsets[direction] = offset + count;
            for (int left = count; left > 0; left -= 16, offset += 16)
            {
                Assert.StartsWith($"{offset:x8}: ", lines[i++], StringComparison.Ordinal);
            }

            yield return (head.Value[0], head.Groups["peer"].Value, count);
        }
    }

    [GeneratedRegex(@"^(?<mark>[<>]) (?<peer>.+) \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?<count>\d+) bytes?$")]
    private static partial Regex Head();
}
