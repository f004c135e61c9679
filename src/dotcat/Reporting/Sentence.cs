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
    private StringBuilder? _unescaped; // where it differs

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
            if (all._text.Length > 0)
            {
                all.AppendLiteral(separator);
            }

            all.AppendFormatted(text);
        }

        return all;
    }

    /// <summary>It with all that was put in as it was given, for those who escape it themselves.</summary>
    public string Unescaped => (_unescaped ?? _text).ToString();

    public void AppendLiteral(string words)
    {
        _text.Append(words);
        _unescaped?.Append(words);
    }

    public void AppendFormatted(string text)
    {
        string shown = SafeText.Brief(text);
        if (!ReferenceEquals(shown, text))
        {
            _unescaped ??= new StringBuilder().Append(_text);
        }

        _text.Append(shown);
        _unescaped?.Append(text);
    }

    public void AppendFormatted(Sentence sentence)
    {
        if (sentence._unescaped is not null)
        {
            _unescaped ??= new StringBuilder().Append(_text);
        }

        _text.Append(sentence._text);
        _unescaped?.Append(sentence._unescaped ?? sentence._text);
    }

    public void AppendFormatted(long number) => AppendLiteral(number.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _text.ToString();
}
