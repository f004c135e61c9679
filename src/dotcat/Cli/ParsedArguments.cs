using System.Reflection;

namespace Dotcat.Cli;

/// <summary>What stood on the command line, word for word.</summary>
internal sealed class ParsedArguments(
    Dictionary<OptionDefinition, List<string>> given,
    IReadOnlyList<string> operands,
    Func<string> help
)
{
    public IReadOnlyList<string> Operands { get; } = operands;

    /// <summary>What to print instead of a run: the help or the version; null where neither was asked for.</summary>
    public string? Information =>
        Has(Vocabulary.Help) ? help()
        : Has(Vocabulary.Version) ? $"dotcat {Version}\n"
        : null;

    private static string Version =>
        typeof(ParsedArguments)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;

    /// <summary>Whether clients are waited for: by name, or by what can have nothing else.</summary>
    public bool Listens => Has(Vocabulary.Listen) || HasAny(Vocabulary.Hubs);

    public bool Has(OptionDefinition option) => given[option].Count > 0;

    public bool HasAny(OptionDefinition[] options) => Array.Exists(options, Has);

    public int Count(OptionDefinition option) => given[option].Count;

    /// <summary>The option's values, in their order.</summary>
    public IReadOnlyList<string> All(OptionDefinition option) => given[option];

    /// <summary>The option's last value; null where it was not given.</summary>
    public string? Last(OptionDefinition option) => given[option] is [.., var last] ? last : null;
}
