using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support.Terminals;

/// <summary>
/// What a terminal shows after what was written to it: as much of ECMA-48 as progress uses. Lines that are too long are
/// broken, and broken anew when the width changes, as most terminals do it.
/// </summary>
internal sealed partial class Screen(int columns)
{
    /// <summary>Each as it was written, before it is broken; none is shorter for blanks at its end.</summary>
    private readonly List<string> _lines = [""];
    private int _columns = columns;
    private int _line;
    private int _offset; // of the cursor within the line

    /// <summary>From the first to where the cursor is or was.</summary>
    public IReadOnlyList<string> Lines =>
        [.. _lines.SelectMany(line => line.Length == 0 ? [""] : line.Chunk(_columns).Select(row => new string(row)))];

    public static Screen Of(string written, int columns)
    {
        var screen = new Screen(columns);
        screen.Show(written);
        return screen;
    }

    public void Resize(int width) => _columns = width;

    public void Show(string written)
    {
        foreach (Match piece in Pieces().Matches(written))
        {
            switch (piece.Value)
            {
                case "\r":
                    _offset -= _offset % _columns;
                    break;
                case "\n":
                    _line++;
                    _offset = 0; // as a terminal's driver has it
                    if (_line == _lines.Count)
                    {
                        _lines.Add("");
                    }

                    break;
                case "\e[J":
                    _lines.RemoveRange(_line + 1, _lines.Count - _line - 1);
                    _lines[_line] = _lines[_line][..Math.Min(_offset, _lines[_line].Length)];
                    break;
                case ['\e', '[', .., 'm']:
                    break;
                case ['\e', ..]:
                    throw new FormatException($"unknown: {piece.Value[1..]}");
                default:
                    Put(piece.Value[0]);
                    break;
            }
        }
    }

    private void Put(char letter)
    {
        string line = _lines[_line].PadRight(_offset);
        _lines[_line] = $"{line[.._offset]}{letter}{(_offset < line.Length ? line[(_offset + 1)..] : "")}";
        _offset++;
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|[^\e]", RegexOptions.Singleline)]
    private static partial Regex Pieces();
}
