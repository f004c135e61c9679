namespace Dotcat.Cli;

/// <summary>
/// One option of the command line. What its form tells is read when it is asked for, since a run has to do with few of them.
/// </summary>
/// <param name="form">Its names and its value as help shows them: <c>-w, --wait TIME</c>.</param>
/// <param name="help">What it does; a no-break space holds words together in one line.</param>
internal sealed class OptionDefinition(string form, string help)
{
    public string Form => form;

    public string Help => help;

    /// <summary>Its one-letter name; null where it has none.</summary>
    public char? Letter => form is ['-', not '-' and var letter, ..] ? letter : null;

    /// <summary>Its long name without the dashes; null where it has none.</summary>
    public string? Name => LongName is { IsEmpty: false } name ? name.ToString() : null;

    /// <summary>What help calls its value; null for an option that takes none.</summary>
    public string? Value => form[(form.LastIndexOf(' ') + 1)..] is [not '-', ..] value ? value : null;

    /// <summary>Another long name, for scripts that use it; null where it has none.</summary>
    public string? Alias { get; init; }

    /// <summary>What <c>-h</c> says it does, in one line; null where only <c>--help</c> tells of it.</summary>
    public string? Everyday { get; init; }

    /// <summary>Values that have a name; where others are values, too, <see cref="Help"/> says so.</summary>
    public string[] Values { get; init; } = [];

    /// <summary>Whether it counts each time, and not the last time alone.</summary>
    public bool Repeats { get; init; }

    /// <summary>Whether a value without a letter is one.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>What the letter means in another netcat, where that is something else.</summary>
    public string? Elsewhere => Letter is { } letter ? OtherNetcats.Hint(letter) : null;

    /// <summary>The same in ncat's spelling, which may not be given too.</summary>
    public OptionDefinition? NcatSpelling { get; init; }

    /// <summary>What it contradicts; a function, since that may stand further down in the table.</summary>
    public Func<OptionDefinition[]>? Excludes { get; init; }

    /// <summary>What it means nothing without: at least one of these is given, too. Errors name the first.</summary>
    public Func<OptionDefinition[]>? Requires { get; init; }

    /// <summary>Who alone has a use for it, and a hint for the other; null for both.</summary>
    public (Role Role, string? Hint)? For { get; init; }

    /// <summary>
    /// What it is about where there are two ends. None that is about more than the near one asks for TLS there: it is about
    /// those of them that speak it.
    /// </summary>
    public Ends Ends { get; init; }

    /// <summary>Given with one of these, it breaks no rule.</summary>
    public Func<OptionDefinition[]>? Unless { get; init; }

    /// <summary>The name that errors use: the long one where there is one.</summary>
    public string Display => LongName.IsEmpty ? form[..2] : $"--{LongName}";

    private ReadOnlySpan<char> LongName
    {
        get
        {
            int start = form.IndexOf("--", StringComparison.Ordinal);
            ReadOnlySpan<char> rest = start < 0 ? [] : form.AsSpan(start + 2);
            return rest.IndexOf(' ') is >= 0 and var end ? rest[..end] : rest;
        }
    }

    /// <summary>Whether it goes by this long name.</summary>
    public bool IsNamed(string name) => LongName.SequenceEqual(name) || Alias == name;

    /// <summary>Whether a long name of its begins so.</summary>
    public bool IsAbbreviatedBy(string start) =>
        LongName.StartsWith(start, StringComparison.Ordinal)
        || Alias?.StartsWith(start, StringComparison.Ordinal) == true;
}
