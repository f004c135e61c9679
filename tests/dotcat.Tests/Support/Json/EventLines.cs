using System.Text.Json;
using Dotcat.Reporting;
using Json.Schema;

namespace Dotcat.Tests.Support.Json;

/// <summary>What <c>--json</c> writes, held to its schema.</summary>
internal static class EventLines
{
    private static readonly global::Json.Schema.JsonSchema _schema = global::Json.Schema.JsonSchema.FromText(
        Reporting.JsonSchema.Text
    );

    private static readonly EvaluationOptions _options = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    /// <summary>Reads lines, each of which must be an object that the schema knows, and of ASCII alone.</summary>
    public static JsonElement[] Read(IEnumerable<string> lines) => [.. lines.Select(Read)];

    /// <inheritdoc cref="Read(IEnumerable{string})"/>
    public static JsonElement Read(string line)
    {
        Assert.DoesNotContain(line, static letter => letter is < ' ' or > '~');
        using var document = JsonDocument.Parse(line);
        JsonElement it = document.RootElement.Clone();
        EvaluationResults results = _schema.Evaluate(it, _options);
        Assert.True(results.IsValid, $"{line}: {string.Join("; ", Problems(results))}");
        return it;
    }

    /// <summary>What a member says; null where it is not there.</summary>
    public static string? Of(JsonElement happened, string member) =>
        happened.TryGetProperty(member, out JsonElement value) ? value.ToString() : null;

    private static IEnumerable<string> Problems(EvaluationResults results) =>
        (results.Details ?? [])
            .Where(static detail => detail.Errors is not null)
            .Select(static detail => $"{detail.EvaluationPath}: {string.Join(", ", detail.Errors!.Values)}");
}
