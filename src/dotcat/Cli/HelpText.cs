using Dotcat.Reporting;
using McMaster.Extensions.CommandLineUtils;
using McMaster.Extensions.CommandLineUtils.HelpText;

namespace Dotcat.Cli;

/// <summary>The help: forms, options by heading, where to read on; no line longer than 80 columns.</summary>
internal sealed class HelpText : IHelpTextGenerator
{
    private const int HelpColumn = 30;

    public void Generate(CommandLineApplication application, TextWriter output)
    {
        output.Write(Messages.HelpHead);
        foreach ((string heading, OptionDefinition[] options) in OptionTable.Sections)
        {
            output.Write($"\n{heading}:\n");
            foreach (OptionDefinition option in options)
            {
                Write(option, output);
            }
        }

        output.Write(Messages.HelpTail);
    }

    private static void Write(OptionDefinition option, TextWriter output)
    {
        string form = (option.Letter is null ? "      " : "  ") + option.Form;
        output.Write($"{form.PadRight(HelpColumn)}{option.Help[0]}\n");
        foreach (string line in option.Help.AsSpan(1))
        {
            output.Write($"{new string(' ', HelpColumn)}{line}\n");
        }
    }
}
