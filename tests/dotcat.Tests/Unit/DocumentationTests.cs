using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Dotcat.Tests.Unit;

/// <summary>What the documents name is there.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string _root = RepositoryRoot();

    [Fact]
    public void Security_NamesTestsThatThereAre()
    {
        string[] named = [.. Test().Matches(Read("SECURITY.md")).Select(static match => match.Groups["test"].Value)];
        IEnumerable<string> tests =
            from type in Assembly.GetExecutingAssembly().GetTypes()
            from method in type.GetMethods()
            where method.GetCustomAttributes<FactAttribute>().Any()
            select $"{type.Name}.{method.Name}";

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    [Fact]
    public void Changelog_HasTheVersion_WithItsDate()
    {
        string version = typeof(Program)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;

        Assert.Matches($@"(?m)^## \[{Regex.Escape(version)}\] - \d{{4}}-\d\d-\d\d$", Read("CHANGELOG.md"));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    [InlineData("src/dotcat/README.md")]
    public void Links_LeadToFilesThatThereAre(string document)
    {
        string folder = Path.GetDirectoryName(Path.Combine(_root, document))!;

        Assert.All(
            Link().Matches(Read(document)),
            match => Assert.True(Path.Exists(Path.Combine(folder, match.Groups["path"].Value)), match.Value)
        );
    }

    private static string Read(string document) =>
        File.ReadAllText(Path.Combine(_root, document)).ReplaceLineEndings("\n");

    private static string RepositoryRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    /// <summary><c>`Class.Method`</c>.</summary>
    [GeneratedRegex(@"`(?<test>[A-Z]\w+\.[A-Z]\w+)`")]
    private static partial Regex Test();

    /// <summary>A link to a file of the repository.</summary>
    [GeneratedRegex(@"\]\((?<path>[^):#]+)\)")]
    private static partial Regex Link();
}
