using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support;

/// <summary>Takes out of dotcat's lines what differs from run to run.</summary>
internal static partial class Scrub
{
    public static string Text(string text)
    {
        text = Folder().Replace(text, "{folder}/");
        text = AbstractName().Replace(text, "@{name}");
        text = Port().Replace(text, "$1:{port}");
        return Elapsed().Replace(text, " in {time}");
    }

    [GeneratedRegex("/tmp/dotcat-[^/]+/")]
    private static partial Regex Folder();

    [GeneratedRegex("@dotcat-[0-9A-Za-z-]+")]
    private static partial Regex AbstractName();

    [GeneratedRegex(@"(127\.0\.0\.[0-9]+|\[::1?\]|0\.0\.0\.0):[0-9]+")]
    private static partial Regex Port();

    [GeneratedRegex(" in [0-9.]+ (ms|s)(?![0-9A-Za-z])")]
    private static partial Regex Elapsed();
}
