namespace Dotcat.Benchmarks.Results;

/// <summary>Rows and columns as Markdown has them, the columns aligned for readers of the plain text.</summary>
internal sealed class Table(params IReadOnlyList<string> heads)
{
    private readonly List<IReadOnlyList<string>> _rows = [];

    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    public IEnumerable<string> Lines()
    {
        int[] widths =
        [
            .. heads.Select((head, column) => _rows.Select(row => row[column].Length).Append(head.Length).Max()),
        ];
        yield return Line(heads, widths);
        yield return Line([.. widths.Select((width, i) => new string('-', width - 1) + (i == 0 ? '-' : ':'))], widths);
        foreach (IReadOnlyList<string> row in _rows)
        {
            yield return Line(row, widths);
        }
    }

    private static string Line(IReadOnlyList<string> cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))} |";
}
