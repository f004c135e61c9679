namespace Dotcat.Cli;

/// <summary>One option of the command line.</summary>
internal sealed class OptionDefinition
{
    /// <param name="form">Its names and its value as help shows them: <c>-w, --wait TIME</c>.</param>
    /// <param name="help">What it does; a no-break space holds words together in one line.</param>
    public OptionDefinition(string form, string help)
    {
        (Form, Help) = (form, help);
        foreach (string word in form.Split(' '))
        {
            switch (word)
            {
                case ['-', '-', .. var name]:
                    Name = name;
                    break;
                case ['-', var letter, ..]:
                    Letter = letter;
                    break;
                default:
                    Value = word;
                    break;
            }
        }
    }

    public string Form { get; }

    public string Help { get; }

    /// <summary>Its one-letter name; null where it has none.</summary>
    public char? Letter { get; }

    /// <summary>Its long name without the dashes; null where it has none.</summary>
    public string? Name { get; }

    /// <summary>What help calls its value; null for an option that takes none.</summary>
    public string? Value { get; }

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
    public string Display => Name is null ? $"-{Letter}" : $"--{Name}";
}
