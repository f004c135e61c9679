using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>dotcat where users type.</summary>
public sealed class InATerminal
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-h")]
    [InlineData("--help")]
    [InlineData("-V")]
    public async Task InformationIsPrinted_AndThatIsAll(string option)
    {
        ProcessEnd plain = await Tool.RunAsync("", option);
        await using RunningProcess terminal = Terminal.Start($"{Tool.Path} {option}");

        ProcessEnd end = await terminal.EndAsync(); // a pager would wait for a key

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(plain.Text.ReplaceLineEndings("\r\n"), end.Text);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WhatIsTypedIsSent_AndTheFlagsOfTheTerminalStay()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        string tool = $"{Tool.Path} {string.Join(' ', Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!))}";
        const string Flags = "grep flags /proc/self/fdinfo/0";
        await using RunningProcess terminal = Terminal.Start($"stty -echo; {Flags}; {tool}; {Flags}");
        using Socket server = await listener.AcceptOneAsync();

        await terminal.WriteAsync("typed\n");
        Assert.Equal("typed\n", await server.ReceiveTextAsync());
        server.Dispose(); // a terminal is not left hanging

        string[] shown = (await terminal.ReadTextToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string[] flags = Array.FindAll(shown, line => line.StartsWith("flags:", StringComparison.Ordinal));
        Assert.Equal(2, flags.Length);
        Assert.Equal(flags[0], flags[1]);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task CtrlC_EndsIt()
    {
        using Socket listener = Transport.Tcp4.Bind("");
        string tool = $"{Tool.Path} {string.Join(' ', Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!))}";
        await using RunningProcess terminal = Terminal.Start($"exec {tool}");
        using Socket server = await listener.AcceptOneAsync();
        await terminal.WriteAsync("typed\n");
        await server.ReceiveTextAsync();

        await terminal.WriteAsync("\u0003");

        Assert.Equal(130, await terminal.ExitCodeAsync());
    }
}
