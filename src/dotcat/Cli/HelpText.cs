using System.Text;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>The help: forms, options by heading, where to read on; no line longer than 80 columns.</summary>
internal static class HelpText
{
    private const int HelpColumn = 30;
    private const int HelpWidth = 80 - HelpColumn;

    public static string Make()
    {
        var text = new StringBuilder(Messages.HelpHead);
        foreach ((string heading, OptionDefinition[] options) in OptionTable.Sections)
        {
            text.Append('\n').Append(heading).Append(":\n");
            foreach (OptionDefinition option in options)
            {
                Add(option, text);
            }
        }

        return text.Append(Messages.HelpTail).ToString();
    }

    private static void Add(OptionDefinition option, StringBuilder text)
    {
        text.Append($"{(option.Letter is null ? "      " : "  ")}{option.Form}".PadRight(HelpColumn));
        int column = 0;
        foreach (string word in option.Help.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > HelpWidth)
            {
                text.Append('\n').Append(' ', HelpColumn);
                column = 0;
            }

            text.Append(column > 0 ? " " : "").Append(word.Replace('\u00a0', ' '));
            column += word.Length + (column > 0 ? 1 : 0);
        }

        text.Append('\n');
    }
}
