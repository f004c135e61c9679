namespace Dotcat.Cli.Generating;

/// <summary>For bash, with bash-completion or without.</summary>
internal static class BashCompletion
{
    public static string Make() =>
        Template.Fill(
            "dotcat.bash",
            ("NAMES", string.Join(' ', OptionGroups.All.SelectMany(Shells.Names))),
            ("VALUES", string.Join('\n', Shells.WithValue.Select(Case)))
        );

    /// <summary>An arm of <c>_dotcat_value</c>.</summary>
    private static string Case(OptionDefinition option)
    {
        string kind = Shells.Kind(option) switch
        {
            ValueKind.File => " kind=file",
            ValueKind.Host => " kind=host",
            ValueKind.Port => " kind=port",
            ValueKind.Command => " kind=command",
            _ => "",
        };
        string names = option.Values.Length > 0 ? $" names='{string.Join(' ', option.Values)}'" : "";
        return $"        {string.Join(" | ", Shells.Names(option))}){kind}{names} ;;";
    }
}
