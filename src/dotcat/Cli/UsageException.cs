using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Words on the command line that cannot be carried out.</summary>
internal sealed class UsageException(Sentence problem, Sentence? hint = null) : Exception
{
    public Sentence Sentence { get; } = Messages.Usage(problem, hint);

    public override string Message => Sentence.ToString();

    /// <summary>For an option without the value that it needs.</summary>
    public static UsageException NoValue(OptionDefinition option) =>
        new(Messages.MissingValue(option.Display, option.Value ?? ""), option.Elsewhere);
}
