namespace Dotcat.Cli.Generating;

/// <summary>What the completions of all shells have in common.</summary>
internal static class Shells
{
    /// <summary>Options that take a value.</summary>
    public static IEnumerable<OptionDefinition> WithValue =>
        OptionGroups.All.Where(static option => option.Value is not null);

    /// <summary>The names of an option as they are typed, the letter first.</summary>
    public static IEnumerable<string> Names(OptionDefinition option)
    {
        if (option.Letter is { } letter)
        {
            yield return $"-{letter}";
        }

        if (option.Name is { } name)
        {
            yield return $"--{name}";
        }
    }

    /// <summary>By what help calls the value.</summary>
    public static ValueKind Kind(OptionDefinition option) =>
        option.Value switch
        {
            "FILE" => ValueKind.File,
            "HOSTS" or "ADDR" or "PROXY" or "NAME" or "TARGET" => ValueKind.Host,
            "PORT" => ValueKind.Port,
            "COMMAND" => ValueKind.Command,
            _ => ValueKind.Other,
        };

    /// <summary>What it does, in plain text.</summary>
    public static string Help(OptionDefinition option) => option.Help.Replace('\u00a0', ' ');
}
