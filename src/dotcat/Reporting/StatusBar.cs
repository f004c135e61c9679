using System.Text;

namespace Dotcat.Reporting;

/// <summary>
/// A terminal with a line at its bottom that is drawn again and again. What is written to the terminal goes above it.
/// The cursor is left where the line begins, so that it is erased whole even where the terminal has become narrower
/// meanwhile, and has broken it.
/// </summary>
/// <param name="terminal">Where to draw.</param>
/// <param name="columns">How wide it is now; null where it must not be drawn on, as when it is another job's.</param>
/// <param name="colour">Gives the line its colour.</param>
internal sealed class StatusBar(TextWriter terminal, Func<int?> columns, Func<string, string> colour) : TextWriter
{
    private const string Erase = "\e[J"; // ECMA-48, 8.3.39, ED: from the cursor on, before which others may have written

    private readonly Lock _gate = new();
    private Func<int, string>? _line;
    private string? _drawn;
    private int _skipped;
    private bool _isWithinALine; // of somebody else's, which would be written over

    public override Encoding Encoding => terminal.Encoding;

    /// <summary>Draws a line, which is given the number of characters that it can have.</summary>
    public void Show(Func<int, string> line)
    {
        lock (_gate)
        {
            if (_skipped > 0)
            {
                _skipped--;
                return;
            }

            _line = line;
            string? drawn = _drawn;
            string text = Draw();
            if (_drawn != drawn)
            {
                Put(text);
            }
        }
    }

    /// <summary>Takes the line away, until it is shown again after so many times more.</summary>
    public void Hide(int skipped = 0)
    {
        lock (_gate)
        {
            _skipped = skipped;
            Put(Undraw());
            _line = null;
        }
    }

    /// <summary>Does something that writes to the same terminal, and says whether that was to the end of a line.</summary>
    public void Aside(Func<bool> write)
    {
        lock (_gate)
        {
            Put(Undraw());
            _isWithinALine = !write();
            Put(Draw());
        }
    }

    public override void Write(char value) => Write([value], 0, 1);

    /// <summary>Whole lines.</summary>
    public override void Write(char[] buffer, int index, int count)
    {
        lock (_gate)
        {
            string erased = Undraw();
            _isWithinALine = false;
            terminal.Write($"{erased}{new string(buffer, index, count)}{Draw()}");
        }
    }

    public override void Flush() => terminal.Flush();

    private string Undraw()
    {
        bool isThere = _drawn is not null && columns() is not null;
        _drawn = null;
        return isThere ? Erase : "";
    }

    private string Draw()
    {
        _drawn = _line is not null && !_isWithinALine && columns() is { } width ? _line(width - 1) : null;
        return _drawn is null ? "" : $"\r{colour(_drawn)}{Erase}\r";
    }

    private void Put(string text)
    {
        try
        {
            terminal.Write(text);
            terminal.Flush();
        }
        catch (IOException)
        {
            // it has hung up: there is nobody left to show it to
        }
    }
}
