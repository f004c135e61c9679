using Dotcat.Cli.Generating;

namespace Dotcat.Cli;

/// <summary>What is printed instead of a run.</summary>
internal static class Information
{
    /// <summary>Null where none was asked for.</summary>
    /// <exception cref="UsageException">What was asked for is not there.</exception>
    public static string? AskedFor(ParsedArguments words) =>
        words.Has(OptionTable.Help) ? HelpText.Make()
        : words.Has(OptionTable.Usage) ? HelpText.Usage()
        : words.Has(OptionTable.Version) ? VersionText.Make(inDetail: words.Has(OptionTable.Verbose))
        : words.OneOf(OptionTable.Generate) is { } kind ? Generator.Make(kind)
        : null;
}
