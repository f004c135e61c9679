using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Words on the command line that cannot be carried out.</summary>
internal sealed class UsageException(string problem, string? hint = null) : Exception(Messages.Usage(problem, hint))
{
    /// <summary>For an option without the value that it needs.</summary>
    public static UsageException NoValue(OptionDefinition option) =>
        new(Messages.MissingValue(option.Display, option.Value ?? ""), option.Elsewhere);
}
