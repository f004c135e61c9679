namespace Dotcat.Cli.Generating;

/// <summary>For PowerShell, which offers files by itself where a completion has nothing to offer.</summary>
internal static class PowerShellCompletion
{
    public static string Make() =>
        Template.Fill(
            "dotcat.ps1",
            ("OPTIONS", string.Join('\n', OptionGroups.All.SelectMany(Shells.Names, Pair))),
            ("VALUES", string.Join('\n', OptionGroups.All.SelectMany(Shells.Names, Arm).OfType<string>()))
        );

    /// <summary>Two elements of an array: the keys of a hash table would not tell -u from -U.</summary>
    private static string Pair(OptionDefinition option, string name) =>
        $"        {Quoted(name)}, {Quoted(Shells.Help(option))}";

    private static string? Arm(OptionDefinition option, string name) =>
        option.Values.Length == 0
            ? null
            : $"        {Quoted(name)} {{ {string.Join(", ", option.Values.Select(Quoted))} }}";

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
