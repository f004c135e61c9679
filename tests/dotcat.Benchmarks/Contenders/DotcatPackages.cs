using System.IO.Compression;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Contenders;

/// <summary>
/// Where dotcat comes from: DOTCAT_NATIVE and DOTCAT_PORTABLE, or the packages that the repository makes,
/// installed into a folder that goes when the run ends; and DOTCAT_BEFORE.
/// </summary>
internal sealed class DotcatPackages(string folder)
{
    private readonly string _root = RepositoryRoot();
    private bool _isPacked;

    /// <summary>The command for the native flavour; null where this machine makes none.</summary>
    public string[]? Native()
    {
        if (Environment.GetEnvironmentVariable("DOTCAT_NATIVE") is { Length: > 0 } given)
        {
            return [Existing(given)];
        }

        Pack();
        if (Newest("dotcat.linux-*.nupkg") is null)
        {
            return null;
        }

        string tools = Path.Combine(folder, "native");
        Command.Run(DotNet(), "tool", "install", "dotcat", "--tool-path", tools, "--source", Packages, "--no-cache");
        return [Path.Combine(tools, "dotcat")];
    }

    /// <summary>The command for the portable flavour, which runs on the shared runtime.</summary>
    public string[] Portable()
    {
        if (Environment.GetEnvironmentVariable("DOTCAT_PORTABLE") is { Length: > 0 } given)
        {
            return given.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
                ? [DotNet(), Existing(given)]
                : [Existing(given)];
        }

        Pack();
        string package =
            Newest("dotcat.any.*.nupkg") ?? throw new MeasurementException($"no dotcat.any package in {Packages}");
        string target = Path.Combine(folder, "portable");
        ZipFile.ExtractToDirectory(package, target);
        return [DotNet(), Directory.EnumerateFiles(target, "dotcat.dll", SearchOption.AllDirectories).Single()];
    }

    /// <summary>A program that does nothing, in the native flavour. Made outside of the repository, whose settings are others.</summary>
    public string Empty()
    {
        string source = Path.Combine(folder, "empty.cs");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "empty.cs"), source);
        Command.Run(DotNet(), "publish", source, "-o", Path.Combine(folder, "empty"));
        return Path.Combine(folder, "empty", "empty");
    }

    /// <summary>An earlier build to measure beside this one; null where none was named.</summary>
    public static string[]? Before() =>
        Environment.GetEnvironmentVariable("DOTCAT_BEFORE") is { Length: > 0 } given ? [Existing(given)] : null;

    private string Packages => Path.Combine(_root, "artifacts", "packages");

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "dotcat.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new MeasurementException("dotcat.sln is in no folder above the benchmark's");
    }

    private static string DotNet() =>
        Command.Find("dotnet") ?? throw new MeasurementException("dotnet is not on the path");

    private static string Existing(string path) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw new MeasurementException($"{path} is not there");

    private void Pack()
    {
        if (_isPacked)
        {
            return;
        }

        Console.Error.WriteLine("packing dotcat");
        Command.Run(DotNet(), "pack", "-c", "Release", Path.Combine(_root, "src", "dotcat"));
        _isPacked = true;
    }

    private string? Newest(string pattern) =>
        Directory.EnumerateFiles(Packages, pattern).MaxBy(File.GetLastWriteTimeUtc);
}
