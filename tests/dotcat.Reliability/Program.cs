using Dotcat.Reliability;
using Dotcat.Reliability.Results;

if (Settings.Read(args) is not { } settings)
{
    await Console.Error.WriteLineAsync(Settings.Usage);
    return 2;
}

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("the trials use what only Linux has");
    return 2;
}

IReadOnlyList<Result> results = await new Runner(settings).RunAsync(Suite.All);
string report = new Report(settings, results).Write();
await Console.Out.WriteAsync(report);
if (settings.Output is { } output)
{
    await File.WriteAllTextAsync(output, report);
}

return results.Any(result => result.Verdict == Verdict.Broken) ? 1 : 0;
