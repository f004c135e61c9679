using System.Text;

namespace Dotcat.Tests.Support.Snapshots;

/// <summary>What each program of a test said on stderr, and how it ended, for a snapshot.</summary>
internal static class Transcript
{
    public static async Task<string> OfAsync(params (string Who, RunningProcess Process)[] programs)
    {
        var text = new StringBuilder();
        foreach ((string who, RunningProcess process) in programs)
        {
            int exitCode = await process.ExitCodeAsync();
            text.Append(who).Append(":\n");
            foreach (string line in process.ErrorLines)
            {
                text.Append("  ").Append(Scrub.Text(line)).Append('\n');
            }

            text.Append("  exit ").Append(exitCode).Append('\n');
        }

        return text.ToString();
    }
}
