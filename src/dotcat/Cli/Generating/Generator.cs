using System.Diagnostics;
using Dotcat.Reporting;

namespace Dotcat.Cli.Generating;

/// <summary>What other programs are told of the command line and of what is said.</summary>
internal static class Generator
{
    /// <param name="kind">One of the values of <c>--generate</c>.</param>
    public static string Make(string kind) =>
        kind switch
        {
            "bash" => BashCompletion.Make(),
            "zsh" => ZshCompletion.Make(),
            "fish" => FishCompletion.Make(),
            "pwsh" => PowerShellCompletion.Make(),
            "man" => ManPage.Make(),
            "schema" => $"{JsonSchema.Text}\n",
            _ => throw new UnreachableException(),
        };
}
