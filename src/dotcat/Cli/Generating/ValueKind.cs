namespace Dotcat.Cli.Generating;

/// <summary>What a shell can find values of by itself.</summary>
internal enum ValueKind
{
    /// <summary>Nothing: a number, a time, text, or words that the option names.</summary>
    Other,
    File,
    Host,
    Port,
    Command,
}
