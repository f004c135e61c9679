using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>
/// Rewrites arguments so that each option and each value is a word of its own, and options go by one name. McMaster 2.3.0 splits every word
/// with a dash at its first ':' or '=', also within a value, so that <c>-s::1</c> and <c>-lp80</c> need this.
/// </summary>
internal static class ArgumentNormalizer
{
    /// <exception cref="UsageException">An option is unknown, or lacks its value.</exception>
    public static NormalArguments Normalize(IReadOnlyList<string> arguments)
    {
        var normal = new NormalArguments();
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word == "--")
            {
                normal.Words.Add(word);
                while (++i < arguments.Count)
                {
                    normal.AddOperand(arguments[i]);
                }
            }
            else if (word is not ['-', _, ..])
            {
                normal.AddOperand(word);
            }
            else if (
                (word is ['-', '-', not '=', ..] ? AddLong(normal, word) : AddLetters(normal, word)) is { } wantsValue
            )
            {
                normal.Words.Add(++i < arguments.Count ? arguments[i] : throw UsageException.NoValue(wantsValue));
            }
        }

        return normal;
    }

    /// <summary>Whether an option is named by its long name, as far as words can tell that make no command line.</summary>
    public static bool Names(OptionDefinition option, IEnumerable<string> arguments) =>
        arguments
            .TakeWhile(static word => word != "--")
            .Any(word =>
                word is ['-', '-', .. var name]
                && (
                    OptionGroups.Find(name) == option
                    || OptionGroups.FindAbbreviated(name) is [var only] && only == option
                )
            );

    /// <summary>Adds the option's words; returns it where its value is still to come.</summary>
    private static OptionDefinition? AddLong(NormalArguments normal, string word)
    {
        string[] parts = word[2..].Split('=', 2);
        OptionDefinition option = OptionGroups.Find(parts[0]) ?? FindAbbreviated(parts[0]);
        normal.AddOption(option);
        if (parts is [_, var value])
        {
            normal.Words.Add(
                option.Value is null ? throw new UsageException(Messages.NoValueTaken(option.Display)) : value
            );
            return null;
        }

        return option.Value is null ? null : option;
    }

    /// <summary>Adds a cluster's words; returns the last option where its value is still to come.</summary>
    private static OptionDefinition? AddLetters(NormalArguments normal, string word)
    {
        if (word.Length > 2 && OptionGroups.Find(word[1..]) is not null)
        {
            // -verbose is no cluster of letters: https://github.com/nmap/nmap/issues/111
            throw new UsageException(Messages.UnknownOption(word), Messages.DidYouMean("-" + word));
        }

        for (int i = 1; i < word.Length; i++)
        {
            OptionDefinition option = OptionGroups.Find(word[i]) ?? throw UnknownLetter(word, word[i]);
            normal.AddOption(option);
            if (option.Value is null)
            {
                continue;
            }

            if (i + 1 == word.Length)
            {
                return option;
            }

            normal.Words.Add(word[(i + 1)..]);
            return null;
        }

        return null;
    }

    /// <summary>As getopt_long(3) does: the start of a name stands for it where no other begins so.</summary>
    private static OptionDefinition FindAbbreviated(string name) =>
        OptionGroups.FindAbbreviated(name) switch
        {
            [var only] => only,
            [] => throw UnknownName(name),
            var several => throw new UsageException(
                Messages.Ambiguous($"--{name}", several.Select(static option => option.Display))
            ),
        };

    /// <summary>A dash among letters is shown among them: alone it would be the end of the options.</summary>
    private static UsageException UnknownLetter(string word, char letter) =>
        new(Messages.UnknownOption(letter == '-' ? word : $"-{letter}"), OtherNetcats.Hint(letter));

    private static UsageException UnknownName(string name)
    {
        // No option takes a value behind a colon, and the name before it may be right.
        string? meant = name.Contains(':', StringComparison.Ordinal) ? null : Suggestion.For(name);
        Sentence? hint =
            OtherNetcats.Hint(name) is { } other ? other
            : meant is null ? null
            : Messages.DidYouMean($"--{meant}");
        return new(Messages.UnknownOption($"--{name}"), hint);
    }
}
