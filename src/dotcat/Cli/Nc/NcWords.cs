using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>A command line of nc's, read as getopt(3) reads it: letters together, values behind them, in any order.</summary>
internal sealed class NcWords
{
    private readonly List<(char Letter, string? Value)> _given = [];
    private readonly List<string> _operands = [];

    /// <exception cref="NcUsageException">A letter is unknown, or lacks its value.</exception>
    public NcWords(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word == "--")
            {
                _operands.AddRange(arguments.Skip(i + 1));
                return;
            }

            if (word is not ['-', _, ..])
            {
                _operands.Add(word);
            }
            else if (AddLetters(word) is { } letter)
            {
                _given.Add((letter, ++i < arguments.Count ? arguments[i] : throw NoValue(letter)));
            }
        }
    }

    public IReadOnlyList<string> Operands => _operands;

    public bool Has(char letter) => _given.Exists(one => one.Letter == letter);

    /// <summary>The one of two letters that was given last; null for neither.</summary>
    public char? Later(char one, char other) =>
        _given.FindLast(given => given.Letter == one || given.Letter == other) is { Letter: not '\0' and var letter }
            ? letter
            : null;

    /// <summary>The letter's last value; null where it was not given.</summary>
    public string? Last(char letter) => _given.FindLast(one => one.Letter == letter).Value;

    /// <summary>The letter's last value as a whole number; null where it was not given.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="what">What an error calls it.</param>
    /// <param name="lowest">The least that it may be.</param>
    /// <exception cref="DotcatException">It is none, or out of the range.</exception>
    public int? Number(char letter, string what, int lowest) =>
        Last(letter) is { } text ? Numbers.Read(text, what, lowest, int.MaxValue) : null;

    /// <summary>The last letter where its value is the next word.</summary>
    private char? AddLetters(string word)
    {
        for (int i = 1; i < word.Length; i++)
        {
            char letter = word[i];
            switch (NcOptions.TakesValue(letter))
            {
                case null:
                    throw new NcUsageException(NcMessages.UnknownLetter(letter));
                case false:
                    _given.Add((letter, null));
                    break;
                case true when i + 1 == word.Length:
                    return letter;
                case true:
                    _given.Add((letter, word[(i + 1)..]));
                    return null;
            }
        }

        return null;
    }

    private static NcUsageException NoValue(char letter) => new(NcMessages.MissingValue(letter));
}
