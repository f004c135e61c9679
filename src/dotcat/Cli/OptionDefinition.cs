namespace Dotcat.Cli;

/// <summary>One option of the command line.</summary>
/// <param name="letter">Its one-letter name, or null.</param>
/// <param name="name">Its long name without the dashes, or null.</param>
/// <param name="value">What help calls its value; null for an option that takes none.</param>
/// <param name="help">What it does, one string a line.</param>
internal sealed class OptionDefinition(char? letter, string? name, string? value, params string[] help)
{
    public char? Letter { get; } = letter;

    public string? Name { get; } = name;

    public string? Value { get; } = value;

    public string[] Help { get; } = help;

    /// <summary>What the letter means in another netcat, where that is something else.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>The same in ncat's spelling, which may not be given too.</summary>
    public OptionDefinition? NcatSpelling { get; init; }

    /// <summary>What it contradicts; a function, since that may stand further down in the table.</summary>
    public Func<OptionDefinition[]>? Excludes { get; init; }

    /// <summary>What it means nothing without: at least one of these is given, too. Errors name the first.</summary>
    public Func<OptionDefinition[]>? Requires { get; init; }

    /// <summary>Who alone has a use for it, and a hint for the other; null for both.</summary>
    public (Role Role, string? Hint)? For { get; init; }

    /// <summary>Given with one of these, it breaks no rule.</summary>
    public Func<OptionDefinition[]>? Unless { get; init; }

    /// <summary>The name that errors use: the long one where there is one.</summary>
    public string Display => Name is null ? $"-{Letter}" : $"--{Name}";
}
