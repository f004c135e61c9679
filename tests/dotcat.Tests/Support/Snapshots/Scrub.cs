using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support.Snapshots;

/// <summary>Takes out of dotcat's lines what differs from run to run.</summary>
internal static partial class Scrub
{
    public static string Text(string text)
    {
        text = Folder().Replace(text, "{folder}/");
        text = AbstractName().Replace(text, "@{name}");
        text = Port().Replace(text, "$1:{port}");
        text = Fingerprint().Replace(text, "{sha256}");
        text = Day().Replace(text, "{day}");
        return Elapsed().Replace(text, " in {time}");
    }

    [GeneratedRegex("/tmp/dotcat-[^/]+/")]
    private static partial Regex Folder();

    [GeneratedRegex("@dotcat-[0-9A-Za-z-]+")]
    private static partial Regex AbstractName();

    [GeneratedRegex(@"(127\.0\.0\.[0-9]+|\[::1?\]|0\.0\.0\.0):[0-9]+")]
    private static partial Regex Port();

    [GeneratedRegex("\\b[0-9A-F]{64}\\b")]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}\b")]
    private static partial Regex Day();

    [GeneratedRegex(" in [0-9.]+ (ms|s)(?![0-9A-Za-z])")]
    private static partial Regex Elapsed();
}
