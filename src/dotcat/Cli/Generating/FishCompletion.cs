namespace Dotcat.Cli.Generating;

/// <summary>For fish: <c>complete</c> for each option, and <c>argparse</c> to tell operands from values.</summary>
internal static class FishCompletion
{
    public static string Make() =>
        Template.Fill(
            "dotcat.fish",
            ("NAMES", string.Join(' ', OptionGroups.All.Select(Argument))),
            ("OPTIONS", string.Join('\n', OptionGroups.All.Select(Complete)))
        );

    /// <summary>As argparse takes it: <c>w/wait=</c>.</summary>
    private static string Argument(OptionDefinition option)
    {
        string names =
            option.Letter is { } letter && option.Name is not null
                ? $"{letter}/{option.Name}"
                : option.Name ?? $"{option.Letter}";
        return names
            + (
                option.Value is null ? ""
                : option.Repeats ? "=+"
                : "="
            );
    }

    private static string Complete(OptionDefinition option)
    {
        string letter = option.Letter is null ? "" : $" -s {option.Letter}";
        string name = option.Name is null ? "" : $" -l {option.Name}";
        return $"complete -c dotcat{letter}{name}{Value(option)} -d {Quoted(Shells.Help(option))}";
    }

    private static string Value(OptionDefinition option)
    {
        if (option.Value is null)
        {
            return "";
        }

        string words = string.Join(' ', option.Values);
        return Shells.Kind(option) switch
        {
            ValueKind.File => " -r -F",
            ValueKind.Command => " -x -a '(__fish_complete_command)'",
            ValueKind.Host => $" -x -a '(__fish_print_hostnames) {words}'",
            ValueKind.Port => " -x -a '(__dotcat_services)'",
            _ => $" -x -a '{words}'",
        };
    }

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
