using System.Globalization;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>System calls that fail now and then, as strace(1) has them fail.</summary>
public sealed class FailingCalls
{
    /// <summary>Linux reports what the new connection has met, or that memory is short: accept(2), "Error handling".</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("ENETDOWN")]
    [InlineData("EPROTO")]
    [InlineData("ENOPROTOOPT")]
    [InlineData("EHOSTDOWN")]
    [InlineData("ENONET")]
    [InlineData("EHOSTUNREACH")]
    [InlineData("EOPNOTSUPP")]
    [InlineData("ENETUNREACH")]
    [InlineData("ECONNABORTED")]
    [InlineData("EPERM")]
    [InlineData("ETIMEDOUT")]
    [InlineData("ENOBUFS")]
    [InlineData("ENOMEM")]
    public async Task Accept_GoesOn(string error)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => StartFailing("accept4", error, ["-k", "--echo", .. arguments])
        );
        using Socket client = listener.ConnectSocket();

        await client.SendTextAsync("still there");

        Assert.Equal("still there", await client.ReceiveTextAsync());
        Assert.Single(listener.Process.ErrorLines);
    }

    /// <summary>What makes a connection better is not what it needs.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Udp4)]
    public async Task Tuning_Refused_DoesNotFailTheConnection(Transport transport)
    {
        using Socket server = transport.Bind("");
        await using RunningProcess client = StartFailing(
            "setsockopt",
            "EPERM",
            transport.ConnectArguments(server.LocalEndPoint!)
        );
        await client.WriteAsync("question");
        using Socket peer = transport.IsDatagram ? server : await server.AcceptOneAsync();

        Assert.Equal("question", await peer.ReceiveTextAsync());

        Assert.Empty(client.ErrorLines);
    }

    /// <summary>Whichever call it is: all bytes arrive, or a sentence says why not.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("epoll_create1", "EMFILE", 1)]
    [InlineData("epoll_create1", "ENFILE", 2)]
    [InlineData("epoll_ctl", "ENOMEM", 1)]
    [InlineData("epoll_ctl", "ENOSPC", 2)]
    [InlineData("epoll_ctl", "ENOMEM", 3)]
    [InlineData("eventfd2", "EMFILE", 1)]
    [InlineData("pipe2", "EMFILE", 1)]
    [InlineData("socket", "EMFILE", 1)]
    [InlineData("socket", "ENOBUFS", 2)]
    [InlineData("socket", "EMFILE", 3)]
    [InlineData("connect socket", "EAGAIN", 1)]
    [InlineData("clone3", "EAGAIN", 1)]
    [InlineData("splice socket", "ENOMEM", 1)]
    [InlineData("splice standard", "ENOMEM", 1)]
    public async Task Connection_IsServed_OrTheFailureIsSaid(string call, string error, int number)
    {
        using var folder = new TemporaryFolder();
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Start(
            folder,
            (call, error, number),
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        Task<string> heard = AnswerAsync(listener);
        await WriteAsync(client, "question");

        ProcessEnd end = await client.EndAsync();

        AssertSaid(end.ExitCode, end.ErrorLines);
        if (end.ExitCode == 0)
        {
            Assert.Equal("question", await heard);
            Assert.Equal("answer", end.Text);
        }
    }

    /// <summary>Some file systems write no sooner: NFS looks at quotas only then. It is one of the last that are closed.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("EDQUOT", "standard output: disk quota exceeded")]
    [InlineData("EIO", "standard output: input/output error", "-i", "300ms")]
    [InlineData("ENOSPC", "record: no space left on device", "-o", "record")]
    [InlineData("EIO", "record: input/output error", "-x", "record")]
    public async Task FileThatIsNotWrittenBeforeItIsClosed_IsSaid(string error, string cause, params string[] options)
    {
        const int Last = 6;
        int count = (await ReceiveIntoFileAsync(("all", "0", 0), options)).Closed;
        string expected = $"dotcat: cannot write to {cause}, 1";
        var said = new List<string>();
        for (int number = count; number > Math.Max(0, count - Last) && !said.Contains(expected); number--)
        {
            (ProcessEnd end, _) = await ReceiveIntoFileAsync(("close file", error, number), options);
            said.AddRange(end.ErrorLines.Select(line => $"{line}, {end.ExitCode}"));
        }

        Assert.Contains(expected, said);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task SocketFileThatCannotBeRemoved_IsSaid()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("s");
        await using RunningProcess listener = Start(folder, ("unlink", "EBUSY", 1), ["-lU", path]);
        await SocketTable.UntilBoundAsync(path, isDatagram: false);

        listener.Send(Signal.Terminate);

        Assert.Equal(143, await listener.ExitCodeAsync());
        Assert.Equal([$"dotcat: cannot remove {path}: device or resource busy"], listener.ErrorLines);
    }

    /// <summary>A peer that sends no more still reads, though the system does not say so.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("socket", "EMFILE")]
    [InlineData("write socket", "ENOBUFS")]
    [InlineData("read socket", "ENOMEM")]
    public async Task PeerThatCannotBeLookedFor_IsNotTakenForGone(string call, string error)
    {
        for (int number = 1; number <= 6; number++)
        {
            using var folder = new TemporaryFolder();
            using Socket listener = Transport.Tcp4.Bind("");
            await using RunningProcess client = Start(
                folder,
                (call, error, number),
                Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
            );
            await client.WriteAsync("first");
            if (call == "socket" && number == 1)
            {
                continue; // there is no connection then
            }

            using Socket server = await listener.AcceptOneAsync();
            server.Shutdown(SocketShutdown.Send);
            Assert.Equal("first", await server.ReceiveTextAsync());
            await client.FinishInputAsync("second");

            Assert.Equal("second", await server.ReceiveTextToEndAsync());
            Assert.Equal(0, await client.ExitCodeAsync());
        }
    }

    /// <summary>The last one is the close_notify, for which the peer waits.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task WriteOfATlsSession_ThatFails_IsSaid(int number)
    {
        using var folder = new TemporaryFolder();
        await using ToolListener server = await ToolListener.StartAsync(Transport.Tcp4, "--tls", "--echo");
        await using RunningProcess client = Start(
            folder,
            ("write socket", "ENOBUFS", number),
            ["--ssl", .. Transport.Tcp4.ConnectArguments(server.EndPoint)]
        );

        await WriteAsync(client, "question");

        ProcessEnd end = await client.EndAsync();
        AssertSaid(end.ExitCode, end.ErrorLines);
        Assert.True(end.ExitCode == 1 || end.Text == "question");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-k", "--echo")]
    [InlineData("--echo")]
    public async Task Accept_WithoutMemory_IsTriedAgain(params string[] options)
    {
        using var folder = new TemporaryFolder();
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Start(folder, ("accept4", "EPROTO", 1), [.. options, .. arguments])
        );
        using Socket client = listener.ConnectSocket();
        await client.SendTextAsync("still there");

        Assert.Equal("still there", await client.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Datagrams_AfterAReceiveThatFailed_AreHeard()
    {
        using var folder = new TemporaryFolder();
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Udp4,
            arguments => Start(folder, ("recvmsg socket", "ENOMEM", 1), ["-k", "--echo", .. arguments])
        );
        using Socket client = listener.ConnectSocket();
        client.ReceiveTimeout = 300;

        await Eventually.TrueAsync(() => IsEchoed(client), "an answer");
    }

    /// <returns>How it ended, and how many files it has closed.</returns>
    private static async Task<(ProcessEnd End, int Closed)> ReceiveIntoFileAsync(
        (string Call, string Error, int Number) fault,
        string[] options
    )
    {
        using var folder = new TemporaryFolder();
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Start(
            folder,
            fault,
            [.. options, .. Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)],
            $"cd {folder.Path}; exec \"$@\" </dev/null >output"
        );
        using Socket server = await listener.AcceptOneAsync();
        await server.SendTextAsync("answer");
        server.Shutdown(options.Contains("-i") ? SocketShutdown.Receive : SocketShutdown.Send);
        ProcessEnd end = await client.EndAsync();
        string[] report = await Eventually.GetAsync(
            () => File.ReadAllLines(folder.File("report")) is [.., "end"] lines ? lines : null,
            "the report of the calls"
        );
        string closed = report.First(static line => line.StartsWith("close file ", StringComparison.Ordinal));
        return (end, int.Parse(closed.Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    private static bool IsEchoed(Socket client)
    {
        try
        {
            _ = client.Send("x"u8);
            return client.Receive(new byte[1]) == 1;
        }
        catch (SocketException)
        {
            return false; // none came in time
        }
    }

    private static async Task<string> AnswerAsync(Socket listener)
    {
        using Socket server = await listener.AcceptOneAsync();
        string heard = await server.ReceiveTextToEndAsync();
        await server.SendTextAsync("answer");
        return heard;
    }

    private static async Task WriteAsync(RunningProcess client, string text)
    {
        try
        {
            await client.FinishInputAsync(text);
        }
        catch (IOException)
        {
            // it has ended without reading it
        }
    }

    private static void AssertSaid(int exitCode, IReadOnlyList<string> lines)
    {
        Assert.InRange(exitCode, 0, 2);
        Assert.All(lines, static line => Assert.StartsWith("dotcat: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, static line => line.Contains("unexpected", StringComparison.Ordinal));
        Assert.True(exitCode == 0 || lines.Count > 0, "not a word");
    }

    private static RunningProcess Start(
        TemporaryFolder folder,
        (string Call, string Error, int Number) fault,
        IEnumerable<string> arguments,
        string script = "exec \"$@\""
    )
    {
        ToolMachine.RequireLinux("seccomp_unotify(2)");
        ToolMachine.SkipUnderQemu("it would be qemu's calls that fail");
        string[]? command = FailingCall.Command(folder.File("report"), fault.Call, fault.Error, fault.Number);
        Skip.If(command is null, "needs cc");
        return RunningProcess.Start("/bin/sh", ["-c", script, "sh", .. command!, Tool.Path, .. arguments]);
    }

    /// <summary>The first three of its calls of that kind fail.</summary>
    private static RunningProcess StartFailing(string call, string error, IEnumerable<string> arguments)
    {
        Peers.Require("strace");
        string times = call == "accept4" ? ":when=1..3" : "";
        return RunningProcess.Start(
            "strace",
            ["-qq", "-f", "-o", "/dev/null", "-e", $"inject={call}:error={error}{times}", "--", Tool.Path, .. arguments]
        );
    }
}
