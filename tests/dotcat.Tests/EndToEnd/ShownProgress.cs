using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dotcat.Tests.Support;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.EndToEnd;

/// <summary>--progress: a line on a terminal, and one at the end elsewhere.</summary>
public sealed partial class ShownProgress : IDisposable
{
    private const int Size = 100_000;

    private readonly TemporaryFolder _folder = new();

    public ShownProgress() => File.WriteAllBytes(Input, new byte[Size]);

    private string Input => _folder.File("input");

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OnATerminal_ItIsOneLine_Redrawn_AndNothingIsLeftOfIt()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess terminal = Start("stty cols 60", "--rate 80K --send-only", listener, $"< {Input}");
        using Socket server = await listener.AcceptOneAsync();
        Assert.Equal(Size, (await server.ReceiveToEndAsync()).Length);

        string shown = await terminal.ReadTextToEndAsync();

        string[] lines = [.. Drawn(shown)];
        Assert.InRange(lines.Length, 3, 20); // in a second and a bit
        Assert.All(lines, static line => Assert.InRange(line.Length, 1, 59));
        Assert.All(lines, static line => Assert.Matches(@"^sent .*B  .*B/s  0:0[0-9]  \[=*>? *\]  [0-9]+%", line));
        Assert.Equal([""], Screen.Of(shown, 60).Lines);
        Assert.Equal(0, await terminal.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WhoeverReadsStandardOutput_FindsTheTerminalFree_WhenItHasEnded()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess terminal = Start("stty cols 60", "--rate 80K", listener, $"< {Input} | wc -c");
        using Socket server = await listener.AcceptOneAsync();
        await server.ReceiveToEndAsync();
        await server.SendTextAsync("12345");
        server.Shutdown(SocketShutdown.Both);

        string shown = await terminal.ReadTextToEndAsync();

        Assert.NotEmpty(Drawn(shown));
        Assert.Equal(["5", ""], Screen.Of(shown, 60).Lines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ATerminalThatChangesItsWidth_IsFollowed_AndNothingIsLeft()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        string narrow = _folder.File("narrow");
        await using RunningProcess terminal = Start(
            $"stty cols 100; (until [ -e {narrow} ]; do sleep 0.02; done; stty cols 40 < /dev/tty) &",
            "--send-only",
            listener,
            ""
        );
        using Socket server = await listener.AcceptOneAsync();
        string wide = await ShowsAsync(terminal, static shown => Drawn(shown).Any());
        await File.WriteAllTextAsync(narrow, "");
        string both = await ShowsAsync(terminal, static shown => Drawn(shown).Any(static line => line.Length < 40));
        await terminal.WriteAsync("\u0004"); // the end of what is typed
        both += await terminal.ReadTextToEndAsync();

        int change = DrawnLine().Matches(both).First(static line => line.Groups[1].Length < 40).Index;
        var screen = Screen.Of(wide + both[..change], 100);
        Assert.All(Drawn(wide), static line => Assert.InRange(line.Length, 40, 99));
        screen.Resize(40);
        screen.Show(both[change..]);
        Assert.Equal([""], screen.Lines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WhatIsSaid_StandsAboveIt()
    {
        await using RunningProcess terminal = Terminal.Start(
            $"stty cols 80; exec {Tool.Path} --progress -v -lk 127.0.0.1 0 < /dev/null"
        );
        string shown = await ShowsAsync(terminal, static shown => Port().IsMatch(shown));
        int port = int.Parse(Port().Match(shown).Groups[1].Value, CultureInfo.InvariantCulture);
        for (int i = 1; i <= 3; i++)
        {
            using Socket client = Transport.Tcp4.CreateSocket();
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.SendTextAsync("\n");
            string count = $"received {i} B";
            shown += await ShowsAsync(terminal, more => more.Contains(count, StringComparison.Ordinal));
        }

        shown += await ShowsAsync(terminal, static more => more.Contains("0 clients", StringComparison.Ordinal));

        IReadOnlyList<string> lines = Screen.Of(shown, 80).Lines;
        Assert.Equal(3, lines.Count(static line => ConnectionLine().IsMatch(line)));
        Assert.Equal(3, lines.Count(static line => GoneLine().IsMatch(line)));
        Assert.StartsWith("0 clients  received 3 B", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines.SkipLast(1), static line => line.Contains("0 clients", StringComparison.Ordinal));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task InTheBackground_ItScribblesNothing_AndIsDrawnWhenItIsBroughtBack()
    {
        string meanwhile = "";
        await using Shell shell = Shell.Start();
        using Socket listener = Transport.Tcp4.Bind("");
        await shell.TypeAsync($"TERM=xterm {Command("--recv-only", listener)} > {_folder.File("out")} &\n");
        using Socket server = await listener.AcceptOneAsync();
        await server.SendTextAsync("hello");
        await Eventually.TrueAsync(() => File.ReadAllText(_folder.File("out")) == "hello", "what was sent");
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(0.5))
        {
            await shell.TypeAsync("echo an\"\"swer\n");
            meanwhile += (await shell.SeesAsync("(?s)^.*answer\r\n")).Value;
        }

        Assert.DoesNotContain("received", meanwhile, StringComparison.Ordinal);
        await shell.TypeAsync("fg\n");
        await shell.SeesAsync("received 5 B");
        await shell.SuspendAsync();
        await shell.AnswersAsync();
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [ClassData(typeof(StreamTransports))]
    [ClassData(typeof(DatagramTransports))]
    public async Task WithoutATerminal_ItIsOneLineAtTheEnd(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "--progress", "-i", "2s");
        await using RunningProcess client = listener.Connect("--progress", "--send-only");

        await client.FinishInputAsync("12345");
        ProcessEnd sender = await client.EndAsync();
        listener.Process.FinishInput();
        ProcessEnd receiver = await listener.Process.EndAsync();

        Assert.Matches(
            @"^dotcat: sent 5 bytes \(.*B/s\), received 0 bytes \(0 B/s\) in ",
            Assert.Single(sender.ErrorLines)
        );
        Assert.Matches(@"^dotcat: sent 0 bytes \(0 B/s\), received 5 bytes \(.*B/s\) in ", receiver.ErrorLines[^1]);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--echo", 3, 3)]
    [InlineData("--reply=answer", 6, 3)]
    [InlineData("--exec=/bin/cat", 3, 3)]
    [InlineData("--crlf", 0, 3)]
    public async Task WhateverAnswers_ItIsCounted(string answer, int sent, int received)
    {
        ToolMachine.RequireUnixCommands();
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, "--progress", answer);
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("abc");
        client.Shutdown(SocketShutdown.Send);
        listener.Process.FinishInput();
        await client.ReceiveToEndAsync();

        ProcessEnd end = await listener.Process.EndAsync();

        Assert.Matches($@"^dotcat: sent {sent} bytes \(.*\), received {received} bytes \(", end.ErrorLines[^1]);
    }

    /// <summary>The sum, and how many they were.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-k")]
    [InlineData("--broker")]
    [InlineData("--chat")]
    public async Task OfManyClients(string kind)
    {
        await using RunningProcess listener = Tool.Start("--progress", "--json", kind, "-l", "127.0.0.1", "0");
        string listening = await listener.ErrorLineAsync("\"listening\"");
        IPEndPoint address = IPEndPoint.Parse(EventLines.Of(EventLines.Read(listening), "local")!);
        Socket[] clients = [Transport.Tcp4.CreateSocket(), Transport.Tcp4.CreateSocket()];
        await Task.WhenAll(clients.Select(client => client.ConnectAsync(address)));
        await Task.WhenAll(clients.Select(static client => client.SendTextAsync("abc\n")));

        JsonElement seen = await EventAsync(listener, static it => EventLines.Of(it, "received") == "8");
        Assert.Equal("2", EventLines.Of(seen, "clients"));
        Array.ForEach(clients, static client => client.Dispose());
        seen = await EventAsync(listener, static it => EventLines.Of(it, "clients") == "0");

        Assert.Equal("8", EventLines.Of(seen, "received"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ADumbTerminal_IsNone()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess terminal = Start("TERM=dumb; export TERM", "--send-only", listener, $"< {Input}");
        using Socket server = await listener.AcceptOneAsync();
        await server.ReceiveToEndAsync();

        string shown = await terminal.ReadTextToEndAsync();

        Assert.Matches(@"^dotcat: sent 100000 bytes \(.*\), received 0 bytes \(0 B/s\) in .*\r\n$", shown);
        Assert.DoesNotContain('\e', shown);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASize_IsOfWhatComes()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Start([
            "--progress",
            "--json",
            "--size",
            "1K",
            "--recv-only",
            .. Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!),
        ]);
        using Socket server = await listener.AcceptOneAsync();
        server.Dispose();

        ProcessEnd end = await client.EndAsync();

        Assert.Equal("1024", EventLines.Of(EventLines.Read(end.ErrorLines)[^1], "size"));
    }

    public void Dispose() => _folder.Dispose();

    private static RunningProcess Start(string before, string options, Socket server, string input) =>
        Terminal.Start($"{before}\n{Command(options, server)} {input}");

    private static string Command(string options, Socket server) =>
        $"{Tool.Path} --progress {options} {string.Join(' ', Transport.Tcp4.ConnectArguments(server.LocalEndPoint!))}";

    /// <summary>Every line of progress that was drawn.</summary>
    private static IEnumerable<string> Drawn(string shown) =>
        DrawnLine().Matches(shown).Select(static match => match.Groups[1].Value);

    private static async Task<string> ShowsAsync(RunningProcess terminal, Func<string, bool> state)
    {
        string shown = "";
        byte[] buffer = new byte[4096];
        while (!state(shown))
        {
            int count = await terminal.Output.ReadAsync(buffer).AsTask().WaitAsync(TimeLimit.Wait);
            Assert.True(count > 0, $"it ended, and showed: {shown}");
            shown += System.Text.Encoding.UTF8.GetString(buffer, 0, count);
        }

        return shown;
    }

    private static async Task<JsonElement> EventAsync(RunningProcess process, Predicate<JsonElement> isWanted)
    {
        string line = await Eventually.GetAsync(
            () =>
                process.ErrorLines.LastOrDefault(line =>
                    line.Contains("\"progress\"", StringComparison.Ordinal) && isWanted(EventLines.Read(line))
                ),
            "an event of progress"
        );
        return EventLines.Read(line);
    }

    [GeneratedRegex(@"\r(?:\e\[36m)?([^\r\n\e]+)(?:\e\[0m)?\e\[J\r")]
    private static partial Regex DrawnLine();

    [GeneratedRegex(@"listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Port();

    [GeneratedRegex(@"^dotcat: connection from 127\.0\.0\.1:\d+$")]
    private static partial Regex ConnectionLine();

    [GeneratedRegex(@"^dotcat: 127\.0\.0\.1:\d+ has gone: sent 0 bytes, received 1 byte in \d+ ms$")]
    private static partial Regex GoneLine();
}
