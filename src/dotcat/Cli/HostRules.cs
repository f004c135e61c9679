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
        if (!words.Has(list) && !words.Has(file))
        {
            return null;
        }

        var rules = new List<HostRule>();
        foreach (string text in words.All(list))
        {
            Add(rules, text, list.Display);
        }

        foreach (string path in words.All(file))
        {
            AddFile(rules, path);
        }

        return rules;
    }

    private static void AddFile(List<HostRule> rules, string path)
    {
        int line = 0;
        foreach (string text in Lines(path))
        {
            Add(rules, text.Split('#')[0], $"{path}:{++line}");
        }
    }

    private static void Add(List<HostRule> rules, string text, string where)
    {
        foreach (string word in text.Split(_separators, StringSplitOptions.RemoveEmptyEntries))
        {
            rules.Add(HostRule.Parse(word) ?? throw new UsageException(Messages.BadHosts(where, word)));
        }
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new UsageException(Messages.CannotRead(path, Messages.NoSuchFile));
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new UsageException(Messages.CannotRead(path, Messages.IsFolder)); // as .NET sees one
        }
        catch (UnauthorizedAccessException)
        {
            throw new UsageException(Messages.CannotRead(path, Messages.PermissionDenied));
        }
        catch (IOException e)
        {
            throw new UsageException(Messages.CannotRead(path, Causes.Of(e)));
        }
    }
}
