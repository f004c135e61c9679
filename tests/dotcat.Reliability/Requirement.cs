using Dotcat.Reliability.Processes;

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

    /// <summary>The tool under trial, for trials in which another user runs it.</summary>
    public static Requirement ToolOfEverybody { get; } =
        new(
            $"a tool that every user can run, which {ToolProcess.Path} is not (DOTCAT_TOOL)",
            IsForAll(ToolProcess.Path)
        );

    /// <summary>The one that is compiled ahead, for trials of what it takes of the machine.</summary>
    public static Requirement NativeTool { get; } =
        new($"a native tool, which {ToolProcess.Path} is not (DOTCAT_TOOL)", !File.Exists($"{ToolProcess.Path}.dll"));

    private static bool IsForAll(string path)
    {
        UnixFileMode needed = UnixFileMode.OtherExecute;
        return !OperatingSystem.IsWindows()
            && File.Exists(path)
            && File.GetUnixFileMode(path).HasFlag(needed | UnixFileMode.OtherRead)
            && Ancestors(path)
                .All(folder => OperatingSystem.IsWindows() || File.GetUnixFileMode(folder).HasFlag(needed));
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    private static IEnumerable<string> Folders =>
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];
}
