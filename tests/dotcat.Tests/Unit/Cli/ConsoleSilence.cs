namespace Dotcat.Tests.Unit.Cli;

/// <summary>Tests that replace the process's console run while no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleSilence
{
    public const string Name = "console";
}
