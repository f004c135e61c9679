using System.Text.RegularExpressions;
using Dotcat.Cli;
using Dotcat.Cli.Generating;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Cli.Generating;

/// <summary>Whatever is in the option table is in what is made from it.</summary>
public sealed class GeneratorTests
{
    public static TheoryData<string> Kinds => [.. OptionTable.Generate.Values];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_Asked_IsPrintedInsteadOfARun(string kind)
    {
        string text = Words.Print("--generate", kind, "host", "80", "too", "many")!;

        Assert.Equal(Generator.Make(kind), text);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("@[A-Z]+@", text); // marks of the template
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain('\u00a0', text);
    }

    [Theory]
    [InlineData("bash", "{0}")]
    [InlineData("zsh", "{0}")]
    [InlineData("fish", "")]
    [InlineData("pwsh", "'{0}'")]
    [InlineData("man", "")]
    public void Options_AreAllThere(string kind, string form)
    {
        string text = Generator.Make(kind);

        Assert.All(
            OptionGroups.All,
            option =>
                Assert.All(
                    Shells.Names(option),
                    name => Assert.Contains(Written(kind, name, form), text, StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Values_AreAllThere(string kind)
    {
        string[] lines = Generator.Make(kind).Split('\n');

        Assert.All(
            OptionGroups.All.Where(static option => option.Values.Length > 0),
            option =>
                Assert.Contains(
                    lines,
                    line =>
                        line.Contains(option.Name!, StringComparison.Ordinal)
                        && Array.TrueForAll(option.Values, value => Regex.IsMatch(line, $@"\b{value}\b"))
                )
        );
    }

    [Fact]
    public void Schema_IsThatOfJson() => Assert.Equal($"{JsonSchema.Text}\n", Generator.Make("schema"));

    [Fact]
    public void Page_HasNoLineThatTroffWouldTakeForARequest()
    {
        string[] requests =
        [
            ".TH",
            ".SH",
            ".SS",
            ".TP",
            ".IP",
            ".PP",
            ".br",
            ".B",
            ".I",
            ".BI",
            ".BR",
            ".IB",
            ".IR",
            ".RB",
            ".RI",
        ];

        Assert.All(
            Generator.Make("man").Split('\n').Where(static line => line is ['.' or '\'', ..]),
            line => Assert.Contains(line.Split(' ')[0], requests)
        );
    }

    [Theory]
    [InlineData("--x FILE", ValueKind.File)]
    [InlineData("--x ADDR", ValueKind.Host)]
    [InlineData("--x PORT", ValueKind.Port)]
    [InlineData("--x COMMAND", ValueKind.Command)]
    [InlineData("--x TIME", ValueKind.Other)]
    [InlineData("--x", ValueKind.Other)]
    internal void Kind_OfAValue_IsKnownByWhatHelpCallsIt(string form, ValueKind kind) =>
        Assert.Equal(kind, Shells.Kind(new OptionDefinition(form, "")));

    private static string Written(string kind, string name, string form) =>
        kind switch
        {
            "fish" when name.StartsWith("--", StringComparison.Ordinal) => $" -l {name[2..]} ",
            "fish" => $" -s {name[1..]} ",
            "man" => $"\\fB{name.Replace("-", "\\-", StringComparison.Ordinal)}\\fR",
            _ => form.Replace("{0}", name, StringComparison.Ordinal),
        };
}
