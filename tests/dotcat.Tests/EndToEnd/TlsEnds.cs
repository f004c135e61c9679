using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>How conversations over TLS end, and how they come about late.</summary>
public sealed class TlsEnds : IDisposable
{
    private const string Truncated = "cut off without TLS's close_notify: what arrived may not be all";

    private readonly TlsFiles _files = new();

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task TheEndOfInput_IsPassedOn_AndReceivingGoesOn()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            [.. _files.Server, "-c", "cat; echo the rest"]
        );
        await using RunningProcess client = listener.Connect(_files.Client);

        await client.FinishInputAsync("the beginning, ");

        ProcessEnd end = await client.EndAsync();
        Assert.Equal("the beginning, the rest\n", end.Text);
        Assert.Equal(0, end.ExitCode);
        Assert.Equal(0, await listener.Process.ExitCodeAsync());
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConnectionThatIsCut_IsSaidToBe(bool byClient)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, _files.Server);
        await using RunningProcess client = listener.Connect(_files.Client);
        (RunningProcess cutter, RunningProcess other) = byClient
            ? (client, listener.Process)
            : (listener.Process, client);
        await cutter.WriteAsync("half");
        Assert.Equal("half", await other.ReadTextAsync(4));
        await other.WriteAsync("x");
        Assert.Equal("x", await cutter.ReadTextAsync(1)); // what it has not read would make its end a reset

        cutter.Send(Signal.Kill);

        Assert.Equal(1, await other.ExitCodeAsync());
        Assert.EndsWith(Truncated, other.ErrorLines[^1], StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASignal_EndsTheSessionInOrder(bool atClient)
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, _files.Server);
        await using RunningProcess client = listener.Connect(_files.Client);
        (RunningProcess interrupted, RunningProcess other) = atClient
            ? (client, listener.Process)
            : (listener.Process, client);
        await interrupted.WriteAsync("x");
        Assert.Equal("x", await other.ReadTextAsync(1));

        interrupted.Send(Signal.Interrupt);

        Assert.Equal(130, await interrupted.ExitCodeAsync());
        Assert.Equal(0, await other.ExitCodeAsync());
        Assert.DoesNotContain(other.ErrorLines, line => line.EndsWith(Truncated, StringComparison.Ordinal));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASignal_EndsAHandshake()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "--tls", "-w", "60");
        await client.Server.ReceiveBytesAsync();

        client.Process.Send(Signal.Interrupt);

        Assert.Equal(130, await client.Process.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task UnderHead_OfAServerThatNeverStopsSending()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            [.. _files.Server, "-c", "yes xxxx"]
        );
        await using RunningProcess shell = Tool.StartInShell(
            "{ \"$0\" \"$@\"; echo $? >&2; } | head -c 10",
            [.. _files.Client, .. Transport.Tcp4.ConnectArguments(listener.EndPoint)]
        );

        ProcessEnd end = await shell.EndAsync();

        Assert.Equal("xxxx\nxxxx\n", end.Text);
        Assert.Equal(["0"], end.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AServerThatNeverAnswers_IsGivenUp()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "--tls", "-w", "300ms");

        Assert.Equal(1, await client.Process.ExitCodeAsync());
        Assert.Equal(
            [$"dotcat: cannot connect to {client.Server.LocalEndPoint}: timed out"],
            client.Process.ErrorLines
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AServerThatSpeaksSomethingElse_IsRefused()
    {
        await using ToolClient client = await ToolClient.ConnectAsync(Transport.Tcp4, "--tls");

        await client.Server.SendTextAsync("220 ready\r\n");

        Assert.Equal(1, await client.Process.ExitCodeAsync());
        Assert.Equal(
            [$"dotcat: no TLS with {client.Server.LocalEndPoint}: the peer does not speak TLS"],
            client.Process.ErrorLines
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AServerThatComesLate_IsReached()
    {
        using Socket server = Transport.Tcp4.CreateSocket();
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using RunningProcess client = Tool.Connect(
            Transport.Tcp4,
            server.LocalEndPoint!,
            ["-v", "--retry", "forever", "--retry-max-delay", "100ms", .. _files.Client]
        );
        Assert.EndsWith(": connection refused", await client.ErrorLineAsync("attempt 1"), StringComparison.Ordinal);
        server.Listen();
        using (Socket first = await server.AcceptOneAsync())
        {
            await first.ReceiveBytesAsync(); // and not a word
        }

        Socket second = await server.AcceptOneAsync();
        await using var session = new SslStream(new NetworkStream(second, ownsSocket: true));
        using X509Certificate2 certificate = _files.ServerCertificate.Certificate.CopyWithPrivateKey(
            (ECDsa)_files.ServerCertificate.Key
        );
        await session.AuthenticateAsServerAsync(certificate).WaitAsync(TimeLimit.Wait);
        await client.FinishInputAsync("at last");
        using var reader = new StreamReader(session);
        Assert.Equal("at last", await reader.ReadToEndAsync().WaitAsync(TimeLimit.Wait));
        await session.ShutdownAsync();

        Assert.Equal(0, await client.ExitCodeAsync());
    }

    public void Dispose() => _files.Dispose();
}
