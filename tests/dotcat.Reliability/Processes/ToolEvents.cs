using System.Text.Json;

namespace Dotcat.Reliability.Processes;

/// <summary>What a tool with <c>--json</c> has told so far.</summary>
internal static class ToolEvents
{
    extension(ToolProcess tool)
    {
        /// <summary>The events of a name, in their order.</summary>
        public IReadOnlyList<JsonElement> Events(string name) =>
            [.. tool.Lines.Select(Parse).Where(it => it.GetProperty("event").GetString() == name)];

        /// <summary>The sum of a number over the events of a name, and nothing where they do not have it.</summary>
        public double Sum(string name, string property) =>
            tool.Events(name).Sum(it => it.TryGetProperty(property, out JsonElement value) ? value.GetDouble() : 0);
    }

    private static JsonElement Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(line);
        }
        catch (JsonException e)
        {
            throw new BrokenException($"not JSON: {line} ({e.Message})");
        }
    }
}
