using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>dotcat as a job of an interactive shell: in the foreground, stopped, in the background and brought back.</summary>
public sealed class Jobs : IDisposable
{
    private const string ListeningPort = @"listening on 127\.0\.0\.1:(\d+)\r";
    private const string Continued = @"\n.*dotcat .*\n"; // fg and bg name the job

    private readonly TemporaryFolder _folder = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4, "-l")]
    [InlineData(Transport.Tcp4, "-lk")]
    [InlineData(Transport.Tcp4, "--chat")]
    [InlineData(Transport.Udp4, "-lu")]
    [InlineData(Transport.Udp4, "-luk")]
    public async Task AListenerInTheBackground_Serves_AndReadsWhenItIsBroughtBack(Transport transport, string options)
    {
        await using Shell shell = Shell.Start();
        await shell.TypeAsync($"{Tool.Path} {options} 127.0.0.1 0 > {Output} &\n");
        using Socket client = await ConnectAsync(await PortAsync(shell), transport);

        await client.SendTextAsync("hello\n");
        await WrittenAsync("hello");
        await shell.AnswersAsync();
        await client.SendTextAsync("again\n");
        await WrittenAsync("again");
        await BringBackAsync(shell);
        await shell.TypeAsync("typed\n");

        await client.ReceiveUntilAsync("typed");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ABrokerInTheBackground_Serves_AndReadsWhenItIsBroughtBack()
    {
        await using Shell shell = Shell.Start();
        await shell.TypeAsync($"{Tool.Path} --broker 127.0.0.1 0 &\n");
        string port = await PortAsync(shell);
        using Socket one = await ConnectAsync(port, Transport.Tcp4);
        using Socket two = await ConnectAsync(port, Transport.Tcp4);

        await shell.AnswersAsync();
        await BringBackAsync(shell);
        Task bothHear = Task.WhenAll(one.ReceiveUntilAsync("typed"), two.ReceiveUntilAsync("typed"));
        while (!bothHear.IsCompleted)
        {
            await shell.TypeAsync("typed\n"); // who is let in only after it does not hear it
            await Task.WhenAny(bothHear, Task.Delay(100));
        }

        await bothHear;
        await shell.SuspendAsync();
        await shell.TypeAsync("bg\n");
        await shell.SeesAsync(Continued);
        await one.SendTextAsync("hello");

        await two.ReceiveUntilAsync("hello");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.Tcp4)]
    [InlineData(Transport.Udp4)]
    public async Task AClientSentToTheBackground_GoesOn_AndReadsWhenItIsBroughtBack(Transport transport)
    {
        await using Shell shell = Shell.Start();
        using Socket listener = transport.Bind("");
        await shell.TypeAsync($"{Tool.Path} {Arguments(transport, listener)} > {Output}\n");
        using Socket? accepted = transport.IsDatagram ? null : await listener.AcceptOneAsync();
        Socket server = accepted ?? listener;
        await shell.TypeAsync("one\n");
        if (accepted is null)
        {
            await server.ConnectAsync(await server.ReceiveFirstAsync("one\n"));
        }
        else
        {
            await server.ReceiveUntilAsync("one\n");
        }

        await shell.SuspendAsync();
        await shell.TypeAsync("bg\n");
        await shell.SeesAsync(Continued);
        await server.SendTextAsync("meanwhile");
        await WrittenAsync("meanwhile");
        await shell.AnswersAsync();
        await BringBackAsync(shell);
        await shell.TypeAsync("two\n");

        await server.ReceiveUntilAsync("two\n");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-l 127.0.0.1 0")]
    [InlineData("")]
    public async Task WhatTheUserSetsOfTheTerminal_StaysWhenItIsContinued_AndAtTheEnd(string listening)
    {
        await using Shell shell = Shell.Start();
        using Socket listener = Transport.Tcp4.Bind("");
        string settings = _folder.File("settings");
        string words = listening.Length > 0 ? listening : Arguments(Transport.Tcp4, listener);
        await shell.TypeAsync($"{Tool.Path} {words}\n");
        using Socket peer =
            listening.Length > 0
                ? await ConnectAsync(await PortAsync(shell), Transport.Tcp4)
                : await listener.AcceptOneAsync();
        await shell.TypeAsync("cooked\n");
        await peer.ReceiveUntilAsync("cooked\n");

        await shell.SuspendAsync();
        await shell.TypeAsync($"stty raw -echo; fg; stty -a > {settings}; stty sane; echo o\"\"ver\n");
        await shell.SeesAsync(Continued);
        await shell.TypeAsync("r");
        await peer.ReceiveUntilAsync("r");
        peer.Dispose();
        await shell.SeesAsync("over");

        string[] kept = (await File.ReadAllTextAsync(settings)).Split([' ', ';', '\n']);
        Assert.Contains("-icanon", kept);
        Assert.Contains("-echo", kept);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APasswordIsHidden_WhenItsPromptIsBroughtBack_AndTheRestIsAsTheUserHasSetIt()
    {
        const string Prompt = "password for the key in .*: ";
        using var files = new TlsFiles();
        Issued own = files.Authority.Issue();
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000);
        string certificate = files.Write("own.pem", own.Pem);
        string key = files.Write("own.key", own.Key.ExportEncryptedPkcs8PrivateKeyPem("secret", parameters));
        string settings = _folder.File("settings");
        await using Shell shell = Shell.Start();
        await shell.TypeAsync($"{Tool.Path} --tls-cert {certificate} --tls-key {key} -l 127.0.0.1 0\n");
        await shell.SeesAsync(Prompt);

        await shell.SuspendAsync();
        await shell.TypeAsync($"stty -ixon; fg; stty -a > {settings}; echo o\"\"ver\n");
        await shell.SeesAsync(Prompt);
        await shell.TypeAsync("secret\n");
        Match shown = await shell.SeesAsync($"(?s).*{ListeningPort}");
        (await ConnectAsync(shown.Groups[1].Value, Transport.Tcp4)).Dispose();
        await shell.SeesAsync("over");

        Assert.DoesNotContain("secret", shown.Value, StringComparison.Ordinal);
        string[] kept = (await File.ReadAllTextAsync(settings)).Split([' ', ';', '\n']);
        Assert.Contains("echo", kept);
        Assert.Contains("-ixon", kept);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ATerminalOfAnotherSession_IsRead()
    {
        Peers.Require("setsid");
        await using Shell shell = Shell.Start();
        using Socket listener = Transport.Tcp4.Bind("");
        await shell.TypeAsync($"setsid --wait {Tool.Path} {Arguments(Transport.Tcp4, listener)}\n");
        using Socket server = await listener.AcceptOneAsync();

        await shell.TypeAsync("typed\n");

        await server.ReceiveUntilAsync("typed\n");
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("&")]
    [InlineData("")]
    public async Task ATerminalThatHangsUp_IsTheEndOfTheInput(string background)
    {
        await using Shell shell = Shell.Start();
        using Socket listener = Transport.Tcp4.Bind("");
        string client = $"exec {Tool.Path} {Arguments(Transport.Tcp4, listener)}";
        await shell.TypeAsync($"(trap '' HUP; {client} > {Output} 2> {_folder.File("errors")}) {background}\n");
        using Socket server = await listener.AcceptOneAsync();
        await server.SendTextAsync("hello");
        await WrittenAsync("hello");

        await shell.HangUpAsync();

        Assert.Equal("", await server.ReceiveTextToEndAsync());
        Assert.Equal("", await File.ReadAllTextAsync(_folder.File("errors")));
    }

    public void Dispose() => _folder.Dispose();

    private string Output => _folder.File("output");

    private static string Arguments(Transport transport, Socket server) =>
        string.Join(' ', transport.ConnectArguments(server.LocalEndPoint!));

    private static async Task<string> PortAsync(Shell shell) => (await shell.SeesAsync(ListeningPort)).Groups[1].Value;

    private static async Task<Socket> ConnectAsync(string port, Transport transport)
    {
        Socket client = transport.CreateSocket();
        await client.ConnectAsync(new IPEndPoint(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
        return client;
    }

    private static async Task BringBackAsync(Shell shell)
    {
        await shell.TypeAsync("fg\n");
        await shell.SeesAsync(Continued);
    }

    private Task WrittenAsync(string part) =>
        Eventually.TrueAsync(
            () => File.Exists(Output) && File.ReadAllText(Output).Contains(part, StringComparison.Ordinal),
            $"'{part}' on standard output"
        );
}
