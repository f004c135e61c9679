namespace Dotcat.Tests.Support.Terminals;

/// <summary>A program in a terminal of its own, made by util-linux's <c>script</c>.</summary>
internal static class Terminal
{
    /// <summary>The shell's command line; what it shows arrives on stdout, with CRLF line ends.</summary>
    public static RunningProcess Start(string command)
    {
        ToolMachine.SkipUnderWine("a console of its own draws on the terminal, with escape sequences of its own");
        Peers.Require("script");
        return RunningProcess.Start("script", "--quiet", "--return", "--command", command, "/dev/null");
    }
}
