namespace Dotcat.Cli;

/// <summary>One option of the command line.</summary>
/// <param name="Letter">Its one-letter name, or null.</param>
/// <param name="Name">Its long name without the dashes, or null.</param>
/// <param name="Value">What help calls its value; null for an option that takes none.</param>
/// <param name="Help">What it does, one string a line.</param>
internal sealed record OptionDefinition(char? Letter, string? Name, string? Value, params string[] Help)
{
    /// <summary>What the letter means in another netcat, where that is something else.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>The name that errors use: the long one where there is one.</summary>
    public string Display => Name is null ? $"-{Letter}" : $"--{Name}";
}
