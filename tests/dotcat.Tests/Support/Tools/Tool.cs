using System.Net;

namespace Dotcat.Tests.Support.Tools;

/// <summary>The dotcat under test: what DOTCAT_TOOL names, else the one built with the tests.</summary>
internal static class Tool
{
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("DOTCAT_TOOL") is { Length: > 0 } path
            ? path
            : System.IO.Path.Combine(AppContext.BaseDirectory, "dotcat");

    public static RunningProcess Start(params IEnumerable<string> arguments)
    {
        ToolMachine.Require(arguments);
        return RunningProcess.Start(Path, arguments);
    }

    public static RunningProcess Connect(Transport transport, EndPoint server, params IEnumerable<string> options) =>
        Start([.. options, .. transport.ConnectArguments(server)]);

    /// <summary>Runs it to its end, with the text as its whole input.</summary>
    public static async Task<ProcessEnd> RunAsync(string input, params IEnumerable<string> arguments)
    {
        await using RunningProcess process = Start(arguments);
        try
        {
            await process.FinishInputAsync(input);
        }
        catch (IOException)
        {
            // it ended without reading its input
        }

        return await process.EndAsync();
    }

    /// <summary>Runs it through the shell, as the command <c>"$0"</c> with its arguments in <c>"$@"</c>.</summary>
    public static RunningProcess StartInShell(string script, params IEnumerable<string> arguments)
    {
        ToolMachine.Require(arguments);
        if (script.Contains("<&-", StringComparison.Ordinal))
        {
            ToolMachine.SkipUnderWine("something of its own is opened as a closed standard input");
        }

        return RunningProcess.Start("/bin/sh", ["-c", script, Path, .. arguments]);
    }

    /// <summary>dotcat in a network of its own, where nobody listens and no other test is disturbed.</summary>
    /// <param name="prepare">What the shell does there before.</param>
    /// <param name="words">dotcat's.</param>
    public static async Task<RunningProcess> StartAloneAsync(string prepare, params string[] words)
    {
        ToolMachine.SkipUnderWine("its sockets are made by a server, in that one's network");
        Peers.Require("ip");
        Peers.Require("unshare");
        string[] alone = ["-rn", "sh", "-c"];
        const string Begin = "ip link set lo up";
        await using RunningProcess trial = RunningProcess.Start("unshare", [.. alone, Begin]);
        Skip.If(await trial.ExitCodeAsync() != 0, "this machine allows no network of one's own");
        return RunningProcess.Start("unshare", [.. alone, $"{Begin}; {prepare} && exec \"$0\" \"$@\"", Path, .. words]);
    }
}
