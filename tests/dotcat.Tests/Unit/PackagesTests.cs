using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Xml.Linq;

namespace Dotcat.Tests.Unit;

/// <summary>
/// The package that <c>dotnet tool install</c> takes for a machine: the first of those there are in the SDK's graph of
/// machines, from the machine's own name on, breadth first.
/// </summary>
public sealed class PackagesTests
{
    private static readonly HashSet<string> _packages = [.. Packages()];

    private static readonly Dictionary<string, string[]> _imports = Imports();

    [Theory]
    [InlineData("linux-x64", "linux-x64")]
    [InlineData("ubuntu.22.04-x64", "linux-x64")]
    [InlineData("rhel.9-arm64", "linux-arm64")]
    [InlineData("linux-musl-x64", "linux-musl-x64")]
    [InlineData("alpine.3.18-x64", "linux-musl-x64")]
    [InlineData("alpine.3.18-arm64", "linux-musl-arm64")]
    [InlineData("linux-bionic-arm64", "linux-bionic-arm64")]
    [InlineData("osx.13-arm64", "osx-arm64")]
    [InlineData("win10-x64", "win-x64")]
    [InlineData("win-x86", "any")]
    [InlineData("linux-arm", "any")]
    [InlineData("freebsd-x64", "any")]
    public void Machine_GetsThePackage(string machine, string package) => Assert.Equal(package, PackageFor(machine));

    /// <summary>The native programs for Linux are linked with glibc.</summary>
    [Theory]
    [InlineData("linux-musl")]
    [InlineData("linux-bionic")]
    public void AnotherCLibrary_GetsNoProgramOfGlibc(string library)
    {
        string[] machines = [.. _imports.Keys.Where(machine => Expand(machine).Contains(library))];

        Assert.NotEmpty(machines);
        Assert.DoesNotContain(machines, static machine => PackageFor(machine) is "linux-x64" or "linux-arm64");
    }

    private static string PackageFor(string machine) => Expand(machine).First(_packages.Contains);

    private static List<string> Expand(string machine)
    {
        List<string> expanded = [machine];
        for (int i = 0; i < expanded.Count; i++)
        {
            expanded.AddRange(_imports[expanded[i]].Except(expanded));
        }

        return expanded;
    }

    private static IEnumerable<string> Packages() =>
        from machine in XDocument.Load(ProjectFile()).Descendants("Machine")
        from name in machine.Attribute("Include")?.Value.Split(';') ?? []
        select name;

    private static Dictionary<string, string[]> Imports()
    {
        string dotnet = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory());
        string graph = Directory
            .GetFiles(Path.Combine(dotnet, "sdk"), "RuntimeIdentifierGraph.json", SearchOption.AllDirectories)
            .Max()!;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(graph));
        return document
            .RootElement.GetProperty("runtimes")
            .EnumerateObject()
            .ToDictionary(
                static runtime => runtime.Name,
                static runtime =>
                    runtime.Value.TryGetProperty("#import", out JsonElement imports)
                        ? imports.EnumerateArray().Select(static import => import.GetString()!).ToArray()
                        : []
            );
    }

    private static string ProjectFile([CallerFilePath] string file = "") =>
        Path.GetFullPath("../../../../src/dotcat/packages.targets", file);
}
