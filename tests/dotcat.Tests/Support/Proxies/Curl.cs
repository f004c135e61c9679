using System.Text;

namespace Dotcat.Tests.Support.Proxies;

/// <summary>curl, run to its end.</summary>
internal static class Curl
{
    /// <summary>Its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params IEnumerable<string> arguments)
    {
        Peers.Require("curl");
        string[] always = ["-q", "--silent", "--show-error", "--noproxy", "", "--max-time", "60"];
        await using RunningProcess curl = RunningProcess.Start("curl", [.. always, .. arguments]);
        curl.FinishInput();
        ProcessEnd end = await curl.EndAsync();
        return (end.ExitCode, Encoding.UTF8.GetString(end.Output));
    }
}
