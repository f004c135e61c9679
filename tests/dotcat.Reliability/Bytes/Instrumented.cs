using System.Reflection;
using System.Runtime.Loader;
using SharpFuzz;

namespace Dotcat.Reliability.Bytes;

/// <summary>
/// dotcat with a mark at each of its branches, and these trials a second time to call it, beside those that are running. So
/// whoever builds or runs dotcat otherwise meets no marks.
/// </summary>
internal sealed class Instrumented : AssemblyLoadContext
{
    private const string Tool = "dotcat";

    private static readonly Lazy<Func<string, int, long, CancellationToken, (bool Holds, string Words)>> _fuzz = new(
        Load
    );

    private readonly string _tool;

    private Instrumented(string tool)
        : base(nameof(Instrumented)) => _tool = tool;

    /// <inheritdoc cref="Fuzzing.Run"/>
    public static (bool Holds, string Words) Fuzz(
        string parser,
        int seed,
        long cases,
        CancellationToken cancellation
    ) => _fuzz.Value(parser, seed, cases, cancellation);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == Tool ? LoadFromAssemblyPath(_tool) : null;

    private static Func<string, int, long, CancellationToken, (bool Holds, string Words)> Load()
    {
        string folder = Directory.CreateTempSubdirectory("dotcat-instrumented-").FullName;
        try
        {
            string tool = Path.Combine(folder, $"{Tool}.dll");
            File.Copy(Path.Combine(AppContext.BaseDirectory, $"{Tool}.dll"), tool);
            _ = SharpFuzz.Fuzzer.Instrument(tool, static _ => true, Options.Value).Count();
            var context = new Instrumented(tool);
            Assembly trials = context.LoadFromAssemblyPath(typeof(Instrumented).Assembly.Location);
            _ = context.LoadFromAssemblyName(new AssemblyName(Tool)); // while the file is there
            return trials
                .GetType(typeof(Fuzzing).FullName!, throwOnError: true)!
                .GetMethod(nameof(Fuzzing.Run))!
                .CreateDelegate<Func<string, int, long, CancellationToken, (bool, string)>>();
        }
        finally
        {
            Directory.Delete(folder, recursive: true); // which stays mapped
        }
    }
}
