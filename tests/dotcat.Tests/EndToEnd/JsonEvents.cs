using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Dotcat.Tests.Support.Json;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What <c>--json</c> says of each kind of run: nothing that its schema does not know, and no other line.</summary>
public sealed class JsonEvents : IDisposable
{
    private readonly TlsFiles _files = new();

    public static TheoryData<Transport> AllTransports => [.. Enum.GetValues<Transport>()];

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(AllTransports))]
    public async Task AnExchange_IsTheSameToBothEnds(Transport transport)
    {
        await using Listener listener = await Listener.StartAsync(transport);
        await using RunningProcess client = Tool.Connect(transport, listener.EndPoint, "--json", "-q", "2s");
        await client.WriteAsync("question");
        Assert.Equal("question", await listener.Process.ReadTextAsync("question".Length));
        await listener.Process.FinishInputAsync("answer");
        Assert.Equal("answer", await client.ReadTextAsync("answer".Length));
        client.FinishInput();
        if (transport.IsDatagram)
        {
            listener.Process.Send(Signal.Terminate);
        }

        JsonElement[] asked = await EventsAsync(client, 0);
        JsonElement[] answered = await EventsAsync(listener.Process, transport.IsDatagram ? 143 : 0);

        Assert.Equal(["connecting", "connected", "closed"], asked.Select(Name));
        Assert.Equal(["listening", "accepted", "closed"], answered.Select(Name));
        string protocol =
            !transport.IsUnix ? (transport.IsDatagram ? "udp" : "tcp")
            : transport.IsDatagram ? "unix-datagram"
            : "unix";
        Assert.All(
            asked.Concat(answered).Where(static it => Name(it) != "closed"),
            it => Assert.Equal(protocol, Of(it, "protocol"))
        );
        Assert.Equal(Of(answered[0], "local"), Of(asked[1], "peer"));
        if (!transport.IsUnix || transport.IsDatagram)
        {
            Assert.Equal(Of(answered[1], "peer"), Of(asked[1], "local"));
        }

        Assert.Equal(("8", "6", "0"), (Of(asked[2], "sent"), Of(asked[2], "received"), Of(asked[2], "code")));
        Assert.Equal(("6", "8"), (Of(answered[2], "sent"), Of(answered[2], "received")));
        Assert.Equal(transport.IsDatagram ? "stopped" : "finished", Of(answered[2], "ending"));
        Assert.Equal(transport.IsDatagram ? null : "0", Of(answered[2], "code"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Tls_SaysWhatWasAgreed_AndTheCertificate()
    {
        Issued alice = _files.Authority.Issue("CN=alice", forClients: true);
        await using Listener listener = await Listener.StartAsync(
            Transport.Tcp4,
            [.. _files.Server, "--tls-client-ca", _files.TrustFile, "--tls-alpn", "a"]
        );
        await using RunningProcess client = listener.Connect([
            .. _files.Client,
            .. _files.Show(alice),
            "--tls-alpn",
            "a",
        ]);
        await client.FinishInputAsync("x");

        JsonElement agreed = Assert.Single(await EventsAsync(listener.Process, 0), static it => Name(it) == "tls");
        JsonElement seen = Assert.Single(await EventsAsync(client, 0), static it => Name(it) == "tls");

        Assert.Equal(("TLS 1.3", "a", "CN=alice"), (Of(agreed, "version"), Of(agreed, "alpn"), Of(agreed, "subject")));
        Assert.Equal(_files.ServerCertificate.Sha256, Of(seen, "sha256"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TemporaryCertificate_IsNamedByItsSha256()
    {
        await using Listener listener = await Listener.StartAsync(Transport.Tcp4, "--tls");
        JsonElement note = EventLines.Read(await listener.Process.ErrorLineAsync("\"note\""));
        await using RunningProcess client = listener.Connect("--tls-pin", Of(note, "sha256")!);
        await client.FinishInputAsync("x");

        await EventsAsync(listener.Process, 0);
        Assert.Contains(await EventsAsync(client, 0), static it => Name(it) == "tls");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Untrusted_IsAnError_ToBothEnds()
    {
        await using Listener listener = await Listener.StartAsync(Transport.Tcp4, "--tls");
        await using RunningProcess client = listener.Connect("--tls");

        Assert.Equal("1", Of((await EventsAsync(listener.Process, 1))[^1], "code"));
        Assert.Equal("1", Of((await EventsAsync(client, 1))[^1], "code"));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task Proxies_SayWhoWantsWhat(string type)
    {
        using Socket target = Transport.Tcp4.Bind("");
        string wanted = $"{target.LocalEndPoint}";
        await using Listener proxy = await Listener.StartAsync(Transport.Tcp4, "--proxy-type", type);
        await using RunningProcess client = Tool.Start("--json", "--proxy", $"{type}://{proxy.EndPoint}", wanted);
        using (Socket server = await client.UntilAsync(target.AcceptOneAsync()))
        {
            await client.FinishInputAsync("x");
            Assert.Equal("x", await server.ReceiveTextToEndAsync());
        }

        JsonElement[] seen = await EventsAsync(client, 0);
        Assert.Equal(["connecting", "connecting", "connected", "closed"], seen.Select(Name));
        Assert.Equal((wanted, $"{proxy.EndPoint}"), (Of(seen[1], "peer"), Of(seen[1], "proxy")));

        target.Dispose();
        await using RunningProcess refused = Tool.Start("--json", "--proxy", $"{type}://{proxy.EndPoint}", wanted);
        Assert.Equal("1", Of((await EventsAsync(refused, 1))[^1], "code"));
        await proxy.Process.ErrorLineAsync("\"refused\"");
        proxy.Process.Send(Signal.Terminate);

        JsonElement[] served = await EventsAsync(proxy.Process, 143);
        Assert.Equal(wanted, Of(Assert.Single(served, static it => Name(it) == "closed"), "target"));
        Assert.Single(served, static it => Name(it) == "refused");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ClientsThatAreTurnedAway_AreRefused()
    {
        await using Listener listener = await Listener.StartAsync(Transport.Tcp4, "-k", "-m", "0");
        await using RunningProcess client = listener.Connect();
        await client.ExitCodeAsync();
        JsonElement refused = EventLines.Read(await listener.Process.ErrorLineAsync("\"refused\""));

        listener.Process.Send(Signal.Terminate);
        await EventsAsync(listener.Process, 143);
        Assert.Equal("0 clients at a time", Of(refused, "reason"));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Tcp6)]
    [InlineData(Transport.Udp4)]
    public async Task AScan_SaysWhatEachPortIs(Transport transport)
    {
        using Socket server = transport.Bind("");
        string[] scan = transport.IsDatagram ? ["-zu", "-w", "100ms"] : ["-z"];
        IEnumerable<string> target = transport.ConnectArguments(server.LocalEndPoint!).Where(static one => one != "-u");
        await using RunningProcess run = Tool.Start([.. scan, "--json", .. target]);

        JsonElement port = Assert.Single(await EventsAsync(run, 0), static it => Name(it) == "port");

        Assert.Equal($"{server.LocalEndPoint}", Of(port, "peer"));
        Assert.Equal(transport.IsDatagram ? "open|filtered" : "open", Of(port, "state"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACommand_IsNamedWithItsExitCode()
    {
        await using Listener listener = await Listener.StartAsync(Transport.Tcp4, "-c", "cat; exit 3");
        await using RunningProcess client = listener.Connect();
        await client.FinishInputAsync("x");

        await EventsAsync(client, 0);
        JsonElement closed = (await EventsAsync(listener.Process, 3))[^1];
        Assert.Equal(("3", "3"), (Of(closed, "status"), Of(closed, "code")));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("--echo")]
    [InlineData("--reply", "ok")]
    [InlineData("--broker")]
    [InlineData("--chat")]
    public async Task Servers_SayWhoComesAndGoes(params string[] options)
    {
        await using Listener listener = await Listener.StartAsync(Transport.Tcp4, ["-k", .. options]);
        await using RunningProcess client = listener.Connect();
        await client.FinishInputAsync("x\n");

        await EventsAsync(client, 0);
        JsonElement closed = EventLines.Read(await listener.Process.ErrorLineAsync("\"closed\""));
        listener.Process.Send(Signal.Terminate);
        await EventsAsync(listener.Process, 143);
        Assert.Equal("2", Of(closed, "received"));
        Assert.Null(Of(closed, "code"));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Udp4)]
    [InlineData(Transport.UnixDatagram)]
    public async Task Datagrams_AreNoted_WithTheirSenders(Transport transport)
    {
        await using Listener listener = await Listener.StartAsync(transport, "-k", "--echo");
        await using RunningProcess client = listener.Connect();
        await client.FinishInputAsync("question");
        Assert.Equal("8", Of((await EventsAsync(client, 0))[^1], "received"));

        listener.Process.Send(Signal.Terminate);
        JsonElement[] seen = await EventsAsync(listener.Process, 143);

        JsonElement note = Assert.Single(seen, static it => Name(it) == "note");
        Assert.Equal("8", Of(note, "received"));
        Assert.Equal(Of(Assert.Single(seen, static it => Name(it) == "accepted"), "peer"), Of(note, "peer"));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("idle", "", "-i", "100ms")]
    [InlineData("quit", "</dev/null", "-q", "100ms")]
    public async Task Timers_AreNamed(string ending, string input, params string[] options)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec \"$0\" \"$@\" {input}", ["--json", .. options, .. arguments])
        );

        Assert.Equal(ending, Of((await EventsAsync(client.Process, 0))[^1], "ending"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AReset_IsSaidWithWhatIsAtRisk()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "--json", "-vvv");
        await client.Process.WriteAsync("x");
        await client.Server.ReceiveBytesAsync();
        client.Server.Reset();

        JsonElement closed = (await EventsAsync(client.Process, 1))[^1];

        Assert.Equal(
            ("failed", "peer", "connection reset by the peer", "1"),
            (Of(closed, "ending"), Of(closed, "side"), Of(closed, "reason"), Of(closed, "code"))
        );
        Assert.Contains("SocketException", Of(closed, "trace"), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AReaderThatGoes_IsNoFailure()
    {
        ToolMachine.RequireSightOfOtherEnd();
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "--json");
        await client.Process.Output.DisposeAsync();

        Assert.Equal("reader-gone", Of((await EventsAsync(client.Process, 0))[^1], "ending"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Retries_AreCounted()
    {
        using Socket nobody = Transport.Tcp4.CreateSocket();
        nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            nobody.LocalEndPoint!,
            "--json",
            "--retry",
            "2",
            "--retry-delay",
            "10ms"
        );

        JsonElement[] seen = await EventsAsync(client, 1);

        Assert.Equal(
            ["1", "2"],
            seen.Where(static it => Name(it) == "retrying").Select(static it => Of(it, "attempt"))
        );
        Assert.Equal(("connection refused", "1"), (Of(seen[^1], "reason"), Of(seen[^1], "code")));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(2, "--foo", "--json")]
    [InlineData(2, "--foo", "--js")]
    [InlineData(2, "--js", "-w", "x", "host")]
    [InlineData(2, "--json")]
    [InlineData(2, "--json", "-lU", "/no/such/folder/socket")]
    [InlineData(2, "--json", "-n", "not-an-address", "9")]
    [InlineData(2, "--json", "-l", "192.0.2.1", "0")]
    [InlineData(2, "--json", "--tls-cert", "/no/such/file", "-l", "0")]
    [InlineData(1, "--json", "-U", "/no/such/socket")]
    [InlineData(1, "--json", "-l", "--accept-timeout", "1ms", "127.0.0.1", "0")]
    public async Task WhateverCannotBe_IsAnError_WithItsCode(int code, params string[] arguments)
    {
        await using RunningProcess run = Tool.Start(arguments);

        JsonElement last = (await EventsAsync(run, code))[^1];

        Assert.Equal(("error", $"{code}"), (Name(last), Of(last, "code")));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TheWordBehindTheOptionsEnd_IsNotTheOption()
    {
        ProcessEnd end = await Tool.RunAsync("", "--foo", "--", "--json");

        Assert.StartsWith("dotcat: unknown option --foo", Assert.Single(end.ErrorLines), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APathOfAnything_IsInJsonAsItIs()
    {
        const string Name = "\u001b[31m\"é\"\n\u202e\\";
        string path = _files.Path(Name);
        await using RunningProcess client = Tool.Start("--json", "-U", path);

        JsonElement error = Assert.Single(await EventsAsync(client, 1));

        Assert.Contains(path, Of(error, "message"), StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    public async Task StderrThatCannotBeWritten_HidesWhatIsSaid_AndNothingElse(string redirection)
    {
        await using ToolClient client = await ToolClient.ConnectAsync(
            Transport.Tcp4,
            arguments => Tool.StartInShell($"exec \"$0\" --json \"$@\" {redirection}", arguments)
        );
        await client.Process.FinishInputAsync("question");
        Assert.Equal("question", await client.Server.ReceiveTextToEndAsync());
        client.Server.Dispose();

        Assert.Equal(0, await client.Process.ExitCodeAsync());
        Assert.Empty(client.Process.ErrorLines);
    }

    /// <summary>Starting is not to take longer for those who do not read JSON.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WithoutIt_NothingOfJsonIsLoaded()
    {
        ToolMachine.RequireLinux("only Linux tells what a process has loaded");
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "-vvv");
        await client.Process.ErrorLineAsync("connected to");

        string loaded = await File.ReadAllTextAsync($"/proc/{client.Process.Id}/maps");

        Assert.DoesNotContain("System.Text.Json", loaded, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private static string? Of(JsonElement it, string member) => EventLines.Of(it, member);

    private static string? Name(JsonElement it) => Of(it, "event");

    /// <summary>All that a run says, each line of it held to the schema, when it has ended with this code.</summary>
    private static async Task<JsonElement[]> EventsAsync(RunningProcess run, int code)
    {
        int ended = await run.ExitCodeAsync();
        Assert.True(code == ended, $"exit {ended}: {string.Join('\n', run.ErrorLines)}");
        return EventLines.Read(run.ErrorLines);
    }

    /// <summary><c>dotcat -l --json</c>, once it says where it listens.</summary>
    private sealed class Listener(
        RunningProcess process,
        EndPoint endPoint,
        Transport transport,
        TemporaryFolder folder
    ) : IAsyncDisposable
    {
        public RunningProcess Process => process;

        public EndPoint EndPoint => endPoint;

        public static async Task<Listener> StartAsync(Transport transport, params string[] options)
        {
            var folder = new TemporaryFolder();
            string address = folder.UnixAddress(transport);
            RunningProcess process = Tool.Start([.. options, "--json", .. transport.ListenArguments(address)]);
            string line = await process.UntilAsync(process.ErrorLineAsync("\"listening\""));
            string local = Of(EventLines.Read(line), "local")!;
            EndPoint endPoint = transport.IsUnix ? UnixAddress.ToEndPoint(local) : IPEndPoint.Parse(local);
            return new Listener(process, endPoint, transport, folder);
        }

        public RunningProcess Connect(params string[] options) =>
            Tool.Connect(transport, endPoint, ["--json", .. options]);

        public async ValueTask DisposeAsync()
        {
            await process.DisposeAsync();
            folder.Dispose();
        }
    }
}
