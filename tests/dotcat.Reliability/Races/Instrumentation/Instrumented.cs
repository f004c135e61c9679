using System.Reflection;
using System.Runtime.Loader;

namespace Dotcat.Reliability.Races.Instrumentation;

/// <summary>The tool and the races once more, with the schedule's points in them.</summary>
internal sealed class Instrumented : AssemblyLoadContext
{
    private static readonly Lazy<Instrumented> _shared = new(static () => new Instrumented());

    private readonly Dictionary<string, Assembly> _loaded = [];

    private Instrumented()
        : base("instrumented")
    {
        Load("dotcat", static _ => true);
        Load(
            "dotcat.Reliability",
            static type =>
                type.StartsWith("Dotcat.Reliability.Races.Kinds", StringComparison.Ordinal)
                || type.StartsWith("Dotcat.Tests", StringComparison.Ordinal)
        );
    }

    /// <summary>Made when it is first needed.</summary>
    public static Instrumented Shared => _shared.Value;

    /// <summary>What this type is there.</summary>
    public Type Of(Type type) => _loaded["dotcat.Reliability"].GetType(type.FullName!, throwOnError: true)!;

    protected override Assembly? Load(AssemblyName assemblyName) => _loaded.GetValueOrDefault(assemblyName.Name!);

    private void Load(string name, Func<string, bool> isMeant)
    {
        using MemoryStream rewritten = Rewriter.Rewrite(Path.Combine(AppContext.BaseDirectory, name + ".dll"), isMeant);
        _loaded.Add(name, LoadFromStream(rewritten));
    }
}
