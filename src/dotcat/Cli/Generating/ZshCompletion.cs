namespace Dotcat.Cli.Generating;

/// <summary>For zsh's completion system: arguments of <c>_arguments</c> (zshcompsys(1)).</summary>
internal static class ZshCompletion
{
    public static string Make() =>
        Template.Fill("dotcat.zsh", ("OPTIONS", string.Join('\n', OptionGroups.All.SelectMany(Specifications))));

    /// <summary>One for each name; names of one option exclude each other, unless it counts each time.</summary>
    private static IEnumerable<string> Specifications(OptionDefinition option)
    {
        string[] names = [.. Shells.Names(option)];
        string others =
            option.Repeats ? "*"
            : names.Length > 1 ? $"({string.Join(' ', names)})"
            : "";
        foreach (string name in names)
        {
            string joint =
                option.Value is null ? ""
                : name.StartsWith("--", StringComparison.Ordinal) ? "="
                : "+";
            yield return $"        {Quoted($"{others}{name}{joint}[{Escaped(Shells.Help(option))}]{Value(option)}")} \\";
        }
    }

    private static string Value(OptionDefinition option)
    {
        if (option.Value is not { } value)
        {
            return "";
        }

        string names = $"({string.Join(' ', option.Values)})";
        string action = Shells.Kind(option) switch
        {
            ValueKind.File => "_files",
            ValueKind.Host when option.Values.Length > 0 => $"{{_dotcat_hosts_and \"names:name:{names}\"}}",
            ValueKind.Host => "_hosts",
            ValueKind.Port => "_ports",
            ValueKind.Command => "_command_names -e",
            _ => option.Values.Length > 0 ? names : " ",
        };
        return $":{value}:{action}";
    }

    private static string Escaped(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
