using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What answers over TLS, also over Unix sockets.</summary>
public sealed class TlsServices : IDisposable
{
    private readonly TlsFiles _files = new();

    public static TheoryData<Transport> Transports => new(Transport.Tcp4, Transport.UnixStream);

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Transports))]
    public async Task Echo(Transport transport)
    {
        await using ToolListener listener = await ListenAsync(transport, "-k", "--echo");
        await using RunningProcess client = Connect(listener);
        var payload = new Payload(1024 * 1024);

        Assert.Equal(payload.Hash, Payload.HashOf(await client.ExchangeAsync(payload)));
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Transports))]
    public async Task Reply(Transport transport)
    {
        await using ToolListener listener = await ListenAsync(transport, "-k", "--reply", "ok");
        await using RunningProcess client = Connect(listener);

        await client.WriteAsync("ask");
        Assert.Equal("ok", await client.ReadTextAsync(2));
        Assert.Equal("ask", await listener.Process.ReadTextAsync(3));
        client.FinishInput();

        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Transports))]
    public async Task ACommandForEachClient(Transport transport)
    {
        await using ToolListener listener = await ListenAsync(transport, "-k", "-c", "read line; echo \"$line back\"");
        await using RunningProcess one = Connect(listener);
        await using RunningProcess two = Connect(listener);

        await two.FinishInputAsync("two\n");
        Assert.Equal("two back\n", await two.ReadTextToEndAsync());
        await one.FinishInputAsync("one\n");
        Assert.Equal("one back\n", await one.ReadTextToEndAsync());

        Assert.Equal(0, await one.ExitCodeAsync());
        Assert.Equal(0, await two.ExitCodeAsync());
    }

    /// <summary>A command that ends while the client says its end: a close_notify that comes too late is no failure.</summary>
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task CommandsThatEndAtOnce_OverAUnixSocket_AreNoFailures()
    {
        await using ToolListener listener = await ListenAsync(Transport.UnixStream, "-k", "-c", "read line; echo ok");
        for (int i = 0; i < 20; i++)
        {
            await using RunningProcess client = Connect(listener);
            await client.FinishInputAsync("go\n");

            ProcessEnd end = await client.EndAsync();
            Assert.Equal(("ok\n", 0), (end.Text, end.ExitCode));
        }
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientsOwnCommand()
    {
        await using ToolListener listener = await ListenAsync(Transport.Tcp4);
        await using RunningProcess client = Connect(listener, "-c", "echo hello; cat >/dev/null");

        Assert.Equal("hello\n", await listener.Process.ReadTextAsync(6));
        listener.Process.FinishInput();

        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [MemberData(nameof(Transports))]
    public async Task Broker(Transport transport)
    {
        await using ToolListener broker = await ListenAsync(transport, "--broker");
        await using RunningProcess one = Connect(broker);
        await broker.Process.WriteAsync("one");
        Assert.Equal("one", await one.ReadTextAsync(3));
        await using RunningProcess two = Connect(broker);

        await two.WriteAsync("hello");
        Assert.Equal("hello", await one.ReadTextAsync(5));
        await one.WriteAsync("answer");

        Assert.Equal("answer", await two.ReadTextAsync(6));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Chat()
    {
        await using ToolListener chat = await ListenAsync(Transport.Tcp4, "--chat");
        await using Chatter one = Chatter.By(Connect(chat));
        await one.HearGreetingAsync();
        await using Chatter two = Chatter.By(Connect(chat));
        await two.HearGreetingAsync();
        await two.SayAsync("hello\n");

        await one.HearAsync("<user2> hello");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task KeepOpen_SendsInputToEveryClient()
    {
        await using ToolListener listener = await ListenAsync(Transport.Tcp4, "-k");
        await using RunningProcess one = Connect(listener);
        await using RunningProcess two = Connect(listener);
        await one.WriteAsync("1");
        await listener.Process.ReadAsync(1);
        await two.WriteAsync("2");
        await listener.Process.ReadAsync(1);

        await listener.Process.WriteAsync("both");

        Assert.Equal("both", await one.ReadTextAsync(4));
        Assert.Equal("both", await two.ReadTextAsync(4));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Crlf_IsMadeBeforeItIsEncrypted()
    {
        await using ToolListener listener = await ListenAsync(Transport.Tcp4);
        await using RunningProcess client = Connect(listener, "-C");

        await client.FinishInputAsync("a\nb\r\n");

        Assert.Equal("a\r\nb\r\n", await listener.Process.ReadTextToEndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACommand_IsNotToldThePasswords()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments =>
                Tool.StartInShell(
                    "OTHER=told NCAT_PROXY_AUTH=user:hidden DOTCAT_TLS_PASSWORD=hidden exec \"$0\" \"$@\"",
                    ["-c", "env", .. arguments]
                )
        );
        using Socket client = listener.ConnectSocket();

        string environment = await client.ReceiveTextToEndAsync();

        Assert.Contains("OTHER=told", environment, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", environment, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private Task<ToolListener> ListenAsync(Transport transport, params IEnumerable<string> options) =>
        ToolListener.StartAsync(transport, [.. _files.Server, .. options]);

    private RunningProcess Connect(ToolListener listener, params IEnumerable<string> options) =>
        listener.Connect([.. _files.Client, "--tls-name", "localhost", .. options]);
}
