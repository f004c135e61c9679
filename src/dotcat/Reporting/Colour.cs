namespace Dotcat.Reporting;

/// <summary>Colours for a terminal: ECMA-48, 8.3.117, SGR.</summary>
internal static class Colour
{
    private const string Red = "\e[31m";
    private const string Cyan = "\e[36m";
    private const string Bold = "\e[1m";
    private const string Plain = "\e[0m";

    /// <summary>Whether a terminal's user has them: <c>NO_COLOR</c> (https://no-color.org) and <c>TERM=dumb</c> say no.</summary>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    public static bool IsWanted(Func<string, string?> environment) =>
        environment("NO_COLOR") is not { Length: > 0 } && environment("TERM") is not "dumb";

    /// <summary>What went wrong.</summary>
    public static string Trouble(string text) => $"{Red}{text}{Plain}";

    /// <summary>What shows how far it is.</summary>
    public static string Progress(string text) => $"{Cyan}{text}{Plain}";

    /// <summary>What waits for somebody to type.</summary>
    public static string Prompt(string text) => $"{Bold}{text}{Plain}";
}
