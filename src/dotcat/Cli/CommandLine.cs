using McMaster.Extensions.CommandLineUtils;

namespace Dotcat.Cli;

/// <summary>
/// The parser: McMaster's, by its builder and with untyped options, because its attributes, typed options and
/// validators need reflection. For one parse only: values pile up in it. It says nothing by itself, since
/// standard output belongs to the peer's bytes.
/// </summary>
internal sealed class CommandLine : CommandLineApplication
{
    private readonly Dictionary<OptionDefinition, CommandOption> _options = [];
    private readonly CommandArgument _operands;

    public CommandLine()
        : base(NullConsole.Singleton, workingDirectory: ".", throwOnUnexpectedArg: true)
    {
        ClusterOptions = true;
        AllowArgumentSeparator = true;
        OptionsComparison = StringComparison.Ordinal;
        _operands = Argument("operands", "host and port, or path", multipleValues: true);
    }

    /// <exception cref="UsageException">A word is unknown or out of place.</exception>
    public ParsedArguments Parse(IReadOnlyList<string> arguments)
    {
        base.Parse(ArgumentNormalizer.Normalize(arguments, Declare));
        return new ParsedArguments(_options, [.. _operands.Values, .. RemainingArguments]);
    }

    /// <summary>Only what is given: to tell McMaster of all the others would take longer than a short run.</summary>
    private void Declare(OptionDefinition option)
    {
        if (!_options.ContainsKey(option))
        {
            // Several values, because a second one is an error to McMaster and to us the one that counts.
            var type = option.Value is null ? CommandOptionType.NoValue : CommandOptionType.MultipleValue;
            _options[option] = Option(option.Display, description: "", type);
        }
    }
}
