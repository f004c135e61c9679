using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>
/// Rewrites arguments so that each option and each value is a word of its own, and options go by one name. McMaster 2.3.0 splits every word
/// with a dash at its first ':' or '=', also within a value, so that <c>-s::1</c> and <c>-lp80</c> need this.
/// </summary>
internal static class ArgumentNormalizer
{
    public static string[] Normalize(IReadOnlyList<string> arguments)
    {
        var words = new List<string>(arguments.Count);
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word == "--")
            {
                words.AddRange(arguments.Skip(i));
                break;
            }

            if (word is not ['-', _, ..])
            {
                words.Add(word);
                continue;
            }

            bool isLong = word is ['-', '-', not '=', ..];
            if ((isLong ? AddLong(words, word) : AddLetters(words, word)) is not { } wantsValue)
            {
                continue;
            }

            if (++i == arguments.Count)
            {
                throw UsageException.NoValue(wantsValue);
            }

            words.Add(arguments[i]);
        }

        return [.. words];
    }

    /// <summary>Adds the option's words; returns it where its value is still to come.</summary>
    private static OptionDefinition? AddLong(List<string> words, string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word[2..] : word[2..equals];
        if (OptionTable.Find(name) is not { } option)
        {
            throw UnknownName(name);
        }

        words.Add(option.Display);
        if (equals < 0)
        {
            return option.Value is null ? null : option;
        }

        if (option.Value is null)
        {
            throw new UsageException(Messages.NoValueTaken(word[..equals]));
        }

        words.Add(word[(equals + 1)..]);
        return null;
    }

    /// <summary>Adds a cluster's words; returns the last option where its value is still to come.</summary>
    private static OptionDefinition? AddLetters(List<string> words, string word)
    {
        if (word.Length > 2 && OptionTable.Find(word[1..]) is not null)
        {
            // -verbose is no cluster of letters: https://github.com/nmap/nmap/issues/111
            throw new UsageException(Messages.UnknownOption(word), Messages.DidYouMean("-" + word));
        }

        for (int i = 1; i < word.Length; i++)
        {
            if (word[i] == '-')
            {
                throw new UsageException(Messages.UnknownOption(word)); // alone it would end the options
            }

            if (OptionTable.Find(word[i]) is not { } option)
            {
                throw new UsageException(
                    Messages.UnknownOption($"-{word[i]}"),
                    OptionTable.OtherNetcats.GetValueOrDefault(word[i])
                );
            }

            words.Add(option.Display);
            if (option.Value is null)
            {
                continue;
            }

            if (i + 1 == word.Length)
            {
                return option;
            }

            words.Add(word[(i + 1)..]);
            return null;
        }

        return null;
    }

    private static UsageException UnknownName(string name)
    {
        // No option takes a value behind a colon, and the name before it may be right.
        string? meant = name.Contains(':', StringComparison.Ordinal) ? null : Suggestion.For(name);
        return new UsageException(
            Messages.UnknownOption($"--{name}"),
            meant is null ? null : Messages.DidYouMean($"--{meant}")
        );
    }
}
