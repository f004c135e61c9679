namespace Dotcat.Cli;

/// <summary>What stands behind the tool's name.</summary>
internal static class CommandLine
{
    /// <exception cref="UsageException">A word is unknown or out of place.</exception>
    public static ParsedArguments Parse(IReadOnlyList<string> arguments)
    {
        NormalArguments normal = ArgumentNormalizer.Normalize(arguments);

        // Without a value all words are told apart already, and the parser's start takes as long as a short run has time for.
        return normal.Options.Exists(static option => option.Value is not null)
            ? new OptionParser(normal.Options).Parse(normal.Words)
            : new ParsedArguments(CountOf(normal.Options), normal.Operands);
    }

    private static Dictionary<OptionDefinition, List<string>> CountOf(List<OptionDefinition> options)
    {
        var given = new Dictionary<OptionDefinition, List<string>>();
        foreach (OptionDefinition option in options)
        {
            given.TryAdd(option, []);
            given[option].Add(null!); // as McMaster has it
        }

        return given;
    }
}
