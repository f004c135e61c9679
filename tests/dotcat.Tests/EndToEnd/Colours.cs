using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Colour stands only where a terminal shows it, and only on what went wrong.</summary>
public sealed class Colours : IDisposable
{
    private readonly Socket _nobody = Transport.Tcp4.CreateSocket();

    public Colours() => _nobody.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and does not listen

    private string Failure => $"cannot connect to {_nobody.LocalEndPoint}: connection refused";

    private string Failing =>
        $"{Tool.Path} {string.Join(' ', Transport.Tcp4.ConnectArguments(_nobody.LocalEndPoint!))}";

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("TERM=xterm", "")]
    [InlineData("TERM=xterm NO_COLOR=", "")]
    [InlineData("TERM=xterm", ">/dev/null")]
    public async Task WhatWentWrong_IsRed_InATerminal(string environment, string redirection) =>
        Assert.Equal(
            $"dotcat: \u001b[31m{Failure}\u001b[0m\r\n",
            await ShownAsync($"{environment} {Failing} {redirection}")
        );

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("TERM=dumb", "")]
    [InlineData("TERM=xterm NO_COLOR=1", "")]
    [InlineData("TERM=xterm NO_COLOR=0", "")]
    [InlineData("TERM=xterm", "2>&1 | cat")]
    public async Task WhatWentWrong_IsPlain_WhereColourIsNotWanted(string environment, string redirection) =>
        Assert.Equal($"dotcat: {Failure}\r\n", await ShownAsync($"{environment} {Failing} {redirection}"));

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ExchangesInOrder_AreToldPlainly()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        string arguments = string.Join(' ', Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!));
        await using RunningProcess terminal = Terminal.Start($"TERM=xterm exec {Tool.Path} -vv {arguments}");
        (await listener.AcceptOneAsync()).Dispose();

        string shown = await terminal.ReadTextToEndAsync();

        Assert.Contains("dotcat: sent 0 bytes, received 0 bytes", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task Json_IsPlain() =>
        Assert.DoesNotContain('\u001b', await ShownAsync($"TERM=xterm {Failing} --json"));

    public void Dispose() => _nobody.Dispose();

    private static async Task<string> ShownAsync(string command)
    {
        await using RunningProcess terminal = Terminal.Start(command);
        return await terminal.ReadTextToEndAsync();
    }
}
