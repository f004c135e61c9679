using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dotcat.Reporting;

/// <summary>
/// What the tool says, in one line: an interpolated string, whose own words stay as they are. What is put into it may be
/// a stranger's, and is made harmless and short by <see cref="SafeText"/>, unless it is a number or a sentence itself.
/// </summary>
/// <remarks>
/// Of two arms of a conditional one is to be cast to this type. Else both are strings to the compiler, and so is the
/// whole, which then is cut as if a stranger had said it.
/// </remarks>
[InterpolatedStringHandler]
internal sealed class Sentence
{
    private readonly StringBuilder _text;

    public Sentence(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + formattedCount);

    /// <summary>Nothing but text that may be a stranger's.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Sentence?(string? text) => text is null ? null : Join("", [text]);

    /// <summary>Each of the texts as if it alone were put in.</summary>
    public static Sentence Join(string separator, IEnumerable<string> texts)
    {
        var all = new Sentence(0, 0);
        foreach (string text in texts)
        {
            all._text.Append(all._text.Length > 0 ? separator : "").Append(SafeText.Brief(text));
        }

        return all;
    }

    public void AppendLiteral(string words) => _text.Append(words);

    public void AppendFormatted(string text) => _text.Append(SafeText.Brief(text));

    public void AppendFormatted(Sentence sentence) => _text.Append(sentence._text);

    public void AppendFormatted(long number) => _text.Append(CultureInfo.InvariantCulture, $"{number}");

    public override string ToString() => _text.ToString();
}
