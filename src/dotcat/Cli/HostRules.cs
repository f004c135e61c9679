using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Lists of hosts on the command line and in files, separated by commas and blanks.</summary>
internal static class HostRules
{
    private static readonly char[] _separators = [',', ' ', '\t'];

    /// <summary>All that both options list; null where neither was given.</summary>
    /// <exception cref="UsageException">A word is no rule, or a file cannot be read.</exception>
    public static IReadOnlyList<HostRule>? Read(ParsedArguments words, OptionDefinition list, OptionDefinition file)
    {
        var rules = new List<HostRule>();
        foreach (string text in words.All(list))
        {
            int before = rules.Count;
            Add(rules, text, list.Display);
            if (rules.Count == before)
            {
                throw UsageException.NoValue(list);
            }
        }

        foreach (string path in words.All(file))
        {
            int line = 0;
            foreach (string text in Lines(path))
            {
                Add(rules, text.Split('#')[0], $"{path}:{++line}");
            }
        }

        return words.Has(list) || words.Has(file) ? rules : null;
    }

    private static void Add(List<HostRule> rules, string text, string where)
    {
        foreach (string word in text.Split(_separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (Zone.UnknownIn(word.Split('/')[0]) is { } zone)
            {
                throw new UsageException(Messages.NoInterfaceFor(where, zone));
            }

            rules.Add(HostRule.Parse(word) ?? throw new UsageException(Messages.BadHosts(where, word)));
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string cause = e switch
            {
                FileNotFoundException or DirectoryNotFoundException or ArgumentException => Messages.NoSuchFile,
                UnauthorizedAccessException when Directory.Exists(path) => Messages.IsFolder, // as .NET sees one
                UnauthorizedAccessException => Messages.PermissionDenied,
                _ => Causes.Of(e),
            };
            throw new UsageException(Messages.CannotRead(path, cause));
        }
    }
}
