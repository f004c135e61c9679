namespace Dotcat.Tests.Support;

/// <summary>Tests whose subject is a short time: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
#pragma warning disable CA1711 // xunit calls it a collection
public static class QuietCollection
#pragma warning restore CA1711
{
    public const string Name = "Quiet";
}
