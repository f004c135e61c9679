using System.Text;
using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>What <c>nc -h</c> prints, on stderr.</summary>
internal static class NcHelp
{
    public static string Make()
    {
        var text = new StringBuilder(NcMessages.HelpTitle).Append(NcMessages.Usage);
        foreach ((char letter, string? value, string meaning) in NcOptions.All)
        {
            text.Append(NcMessages.Option(letter, value, meaning)).Append('\n');
        }

        return text.Append(NcMessages.HelpOfPorts).ToString();
    }
}
