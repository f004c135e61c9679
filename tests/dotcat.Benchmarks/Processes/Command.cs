namespace Dotcat.Benchmarks.Processes;

/// <summary>Programs that are run for what they say or make, not for how fast.</summary>
internal static class Command
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    /// <summary>Where PATH has it, or null.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>What it says on stdout and stderr, whatever its exit code.</summary>
    public static string Says(params string[] command)
    {
        using var output = new MemoryFile("stdout");
        using var child = Child.Start(command, NullDevice.Handle, output.Handle, s_limit);
        _ = child.Wait();
        return output.ReadText() + child.Errors();
    }

    public static void Run(params string[] command)
    {
        using var output = new MemoryFile("stdout");
        using var child = Child.Start(command, NullDevice.Handle, output.Handle, s_limit);
        if (child.Wait().ExitCode != 0)
        {
            throw new MeasurementException($"{string.Join(' ', command)}:\n{output.ReadText()}{child.Errors()}");
        }
    }
}
