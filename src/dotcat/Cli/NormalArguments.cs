namespace Dotcat.Cli;

/// <summary>The command line with each option and each value in a word of its own.</summary>
internal sealed class NormalArguments
{
    public List<string> Words { get; } = [];

    /// <summary>Each as often as it is named.</summary>
    public List<OptionDefinition> Options { get; } = [];

    /// <summary>The words that are neither an option nor its value.</summary>
    public List<string> Operands { get; } = [];

    /// <summary>Adds an option by the one name that it then has.</summary>
    public void AddOption(OptionDefinition option)
    {
        Words.Add(option.Display);
        Options.Add(option);
    }

    public void AddOperand(string word)
    {
        Words.Add(word);
        Operands.Add(word);
    }
}
