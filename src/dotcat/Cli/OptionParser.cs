using McMaster.Extensions.CommandLineUtils;

namespace Dotcat.Cli;

/// <summary>
/// The parser: McMaster's, by its builder and with untyped options, because its attributes, typed options and
/// validators need reflection. For one parse only: values pile up in it. It says nothing by itself, since
/// standard output belongs to the peer's bytes.
/// </summary>
internal sealed class OptionParser : CommandLineApplication
{
    private readonly Dictionary<OptionDefinition, CommandOption> _options = [];
    private readonly CommandArgument _operands;

    /// <param name="given">What it will meet: to tell it of all others would take longer than a short run.</param>
    public OptionParser(IEnumerable<OptionDefinition> given)
        : base(NullConsole.Singleton, workingDirectory: ".", throwOnUnexpectedArg: true)
    {
        ClusterOptions = true;
        AllowArgumentSeparator = true;
        OptionsComparison = StringComparison.Ordinal;
        foreach (OptionDefinition option in given.Distinct())
        {
            // Several values, because a second one is an error to McMaster and to us the one that counts.
            var type = option.Value is null ? CommandOptionType.NoValue : CommandOptionType.MultipleValue;
            _options[option] = Option(option.Display, description: "", type);
        }

        _operands = Argument("operands", "host and port, or path", multipleValues: true);
    }

    public ParsedArguments Parse(List<string> words)
    {
        base.Parse([.. words]);
        return new ParsedArguments(
            _options.ToDictionary(static option => option.Key, static option => option.Value.Values),
            [.. _operands.Values, .. RemainingArguments]
        );
    }
}
