namespace Dotcat.Reliability.Machine.Runs;

/// <summary>Programs that outlive who started them, as proc(5) shows them.</summary>
internal static class Orphans
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    /// <summary>Whether one still runs, after a moment, with this word on its command line.</summary>
    public static async Task<bool> RemainAsync(string word)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < _grace; waited += _grace / 20)
        {
            if (!IsThere(word))
            {
                return false;
            }

            await Task.Delay(_grace / 20);
        }

        return true;
    }

    private static bool IsThere(string word)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(process)[0]))
            {
                continue;
            }

            try
            {
                string command = File.ReadAllText(Path.Combine(process, "cmdline"));
                if (command.Contains(word, StringComparison.Ordinal))
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // it has just ended
            }
        }

        return false;
    }
}
