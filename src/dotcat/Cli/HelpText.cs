using System.Text;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>The help: forms, options by heading, examples, where to read on; no line longer than 80 columns.</summary>
internal static class HelpText
{
    private const int Width = 80;
    private const int HelpColumn = 30;
    private const int MeaningColumn = 40;

    /// <summary>All of it.</summary>
    public static string Make()
    {
        var text = new StringBuilder(Messages.HelpUsage).Append(Messages.HelpIntroduction);
        foreach ((string heading, OptionDefinition[] options) in OptionGroups.Sections)
        {
            text.Append('\n').Append(heading).Append(":\n");
            foreach (OptionDefinition option in options)
            {
                Add(Names(option), option.Help, HelpColumn, text);
            }
        }

        text.Append(Messages.HelpOfValues);
        AddExamples(Example.All(), text);
        text.Append(Messages.HelpOfExitCodes).Append(Messages.HelpOfFaults);
        return WithBlanks(text);
    }

    /// <summary>The options of every day, on one screen.</summary>
    public static string Usage()
    {
        var text = new StringBuilder(Messages.HelpUsage).Append('\n');
        foreach (OptionDefinition option in OptionGroups.All)
        {
            if (option.Everyday is { } help)
            {
                Add(Names(option), help, HelpColumn, text);
            }
        }

        AddExamples(Example.All().AsSpan(..Example.Few), text);
        return WithBlanks(text.Append(Messages.HelpOfMore));
    }

    private static void AddExamples(ReadOnlySpan<Example> examples, StringBuilder text)
    {
        text.Append("\nExamples:\n");
        foreach (Example example in examples)
        {
            Add($"  {example.Line}", example.Meaning, MeaningColumn, text);
        }
    }

    private static string Names(OptionDefinition option) => $"{(option.Letter is null ? "      " : "  ")}{option.Form}";

    /// <summary>Words side by side; what is told of them begins in its own line where they reach into its column.</summary>
    private static void Add(string words, string told, int start, StringBuilder text)
    {
        int room = Width - start;
        text.Append(words.Length <= start - 2 ? words.PadRight(start) : $"{words}\n{new string(' ', start)}");
        ReadOnlySpan<char> rest = told;
        while (rest.Length > room)
        {
            int end = rest[..(room + 1)].LastIndexOf(' ');
            text.Append(rest[..end]).Append('\n').Append(' ', start);
            rest = rest[(end + 1)..];
        }

        text.Append(rest).Append('\n');
    }

    /// <summary>What held words together has done so.</summary>
    private static string WithBlanks(StringBuilder text) => text.Replace('\u00a0', ' ').ToString();
}
