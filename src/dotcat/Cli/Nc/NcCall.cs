namespace Dotcat.Cli.Nc;

/// <summary>Being called as nc: by that name, or by <c>--as nc</c> in front of all other words.</summary>
/// <param name="Name">What it calls itself.</param>
/// <param name="Arguments">What follows.</param>
internal sealed record NcCall(string Name, IReadOnlyList<string> Arguments)
{
    private const string Plain = "nc";

    private static readonly string[] _names = [Plain, "netcat", "nc.openbsd"];

    /// <summary>Null where it is called as itself.</summary>
    /// <param name="program">What the program was called by, with its folder or without.</param>
    /// <param name="arguments">The words behind that.</param>
    public static NcCall? Find(string? program, string[] arguments)
    {
        string name = Path.GetFileName(program) ?? "";
        name = name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return arguments switch
        {
            ["--as", Plain, .. var rest] => new NcCall(Plain, rest),
            ["--as=" + Plain, .. var rest] => new NcCall(Plain, rest),
            _ when Array.IndexOf(_names, name) >= 0 => new NcCall(name, arguments),
            _ => null,
        };
    }
}
