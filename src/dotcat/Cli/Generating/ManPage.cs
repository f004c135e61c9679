using System.Text;

namespace Dotcat.Cli.Generating;

/// <summary>The man page, in the macros of man(7).</summary>
internal static class ManPage
{
    private const int Width = 80;

    public static string Make() =>
        Template.Fill("dotcat.1", ("OPTIONS", string.Concat(Options())), ("EXAMPLES", string.Concat(Examples())));

    private static IEnumerable<string> Options()
    {
        foreach ((string heading, OptionDefinition[] options) in OptionGroups.Sections)
        {
            yield return $".SS {Text(heading)}\n";
            foreach (OptionDefinition option in options)
            {
                yield return $".TP\n{Names(option)}\n{Text(Shells.Help(option))}\n";
            }
        }
    }

    private static IEnumerable<string> Examples() =>
        Example.All().Select(static example => $".TP\n.B {Escaped(example.Line)}\n{Text(example.Meaning)}\n");

    /// <summary>In bold, ncat's spelling, too, and what the value is called in italics.</summary>
    private static string Names(OptionDefinition option)
    {
        IEnumerable<string> names = Shells.Names(option);
        if (option.NcatSpelling is { } ncats)
        {
            names = names.Concat(Shells.Names(ncats));
        }

        string bold = string.Join(", ", names.Select(static name => $"\\fB{Escaped(name)}\\fR"));
        return option.Value is { } value ? $"{bold} \\fI{value}\\fR" : bold;
    }

    /// <summary>A paragraph, in lines of at most 80 columns, in which options keep the dashes that are typed.</summary>
    private static string Text(string plain)
    {
        var text = new StringBuilder();
        int column = 0;
        foreach (string word in plain.Split(' '))
        {
            string shown = word.TrimStart('(', '\'').StartsWith('-') ? Escaped(word) : WithoutEscapes(word);
            bool isNext = column > 0 && column + 1 + shown.Length < Width;
            shown = isNext ? $" {shown}" : AtLineStart(shown);
            text.Append(isNext || column == 0 ? "" : "\n").Append(shown);
            column = shown.Length + (isNext ? column : 0);
        }

        return $"{text}";
    }

    private static string Escaped(string typed) => WithoutEscapes(typed).Replace("-", "\\-", StringComparison.Ordinal);

    private static string WithoutEscapes(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal);

    /// <summary>There a dot or a quote would be the start of a request.</summary>
    private static string AtLineStart(string word) => word is ['.' or '\'', ..] ? $"\\&{word}" : word;
}
