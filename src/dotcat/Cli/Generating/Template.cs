namespace Dotcat.Cli.Generating;

/// <summary>A file of <c>Templates/</c>, which the program carries, with what goes where a mark stands in it: <c>@NAME@</c>.</summary>
internal static class Template
{
    public static string Fill(string file, params ReadOnlySpan<(string Name, string Text)> parts)
    {
        using Stream stream = typeof(Template).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        string text = reader.ReadToEnd().Replace("@VERSION@", VersionText.Number, StringComparison.Ordinal);
        foreach ((string name, string part) in parts)
        {
            text = text.Replace($"@{name}@", part, StringComparison.Ordinal);
        }

        return text;
    }
}
