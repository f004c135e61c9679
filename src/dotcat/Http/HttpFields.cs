using System.Globalization;
using System.Text;

namespace Dotcat.Http;

/// <summary>The header fields of a message, in their order. Names are compared without case.</summary>
/// <param name="areOfAnswer">
/// Whether blanks between a name and its colon are taken out. In a request they are a mistake: who overlooks one reads
/// other fields than who does not (RFC 9112, section 5.1).
/// </param>
internal sealed class HttpFields(bool areOfAnswer = false)
{
    private readonly List<(string Name, string Value)> _fields = [];
    private StringBuilder? _folded; // the value of the last one, while lines are added to it: each costs no more than itself

    public int Count => _fields.Count;

    public IEnumerable<(string Name, string Value)> All
    {
        get
        {
            Unfold();
            return _fields;
        }
    }

    /// <summary>
    /// The length of the body; null where no field says it, or several do, or it is no number, or the body has
    /// another coding than none.
    /// </summary>
    public long? ContentLength =>
        !Values("Transfer-Encoding").Any()
        && Values("Content-Length").ToArray() is [var text]
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? length
            : null;

    /// <summary>Each value of the name, one a line.</summary>
    public IEnumerable<string> Values(string name) =>
        All.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Select(static field => field.Value);

    public bool Has(string name) => Values(name).Any();

    /// <summary>Whether one of the values, which are lists of words, has the word.</summary>
    public bool Lists(string name, string word) =>
        Values(name)
            .Any(value =>
                value.Split(',', StringSplitOptions.TrimEntries).Contains(word, StringComparer.OrdinalIgnoreCase)
            );

    /// <summary>Adds a line of a head.</summary>
    /// <exception cref="InvalidDataException">It is no header field.</exception>
    public void Add(string line)
    {
        if (line[0] is ' ' or '\t')
        {
            Continue(line);
            return;
        }

        int colon = line.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? "" : line[..colon];
        name = areOfAnswer ? Trim(name) : name;
        if (!HttpToken.IsToken(name))
        {
            throw new InvalidDataException();
        }

        Unfold();
        _fields.Add((name, Trim(line[(colon + 1)..])));
    }

    /// <summary>A field over several lines, which nobody may write any more (RFC 9112, section 5.2).</summary>
    private void Continue(string line)
    {
        if (_fields.Count == 0)
        {
            throw new InvalidDataException();
        }

        _folded ??= new StringBuilder(_fields[^1].Value);
        if (Trim(line) is { Length: > 0 } part)
        {
            _folded.Append(_folded.Length > 0 ? " " : "").Append(part);
        }
    }

    private void Unfold()
    {
        if (_folded is not null)
        {
            _fields[^1] = (_fields[^1].Name, _folded.ToString());
            _folded = null;
        }
    }

    private static string Trim(string value) => value.Trim([' ', '\t']);
}
