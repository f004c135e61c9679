namespace Dotcat.Reliability;

/// <summary>What a trial needs and a machine may lack.</summary>
internal sealed record Requirement(string Name, bool IsMet)
{
    public static Requirement Root { get; } = new("root", Environment.IsPrivilegedProcess);

    /// <summary>A character device, which a container may not have.</summary>
    public static Requirement Device(string path) => new(path, File.Exists(path));

    /// <summary>A program in one of PATH's folders, or where Debian keeps those of root.</summary>
    public static Requirement Program(string name, string package) =>
        new($"{name} (Debian: {package})", Folders.Any(folder => File.Exists(Path.Combine(folder, name))));

    private static IEnumerable<string> Folders =>
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];
}
