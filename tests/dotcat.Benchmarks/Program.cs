using Dotcat.Benchmarks;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Results;

if (Settings.Read(args) is not { } settings)
{
    Console.Error.WriteLine(Settings.Usage);
    return 2;
}

if (!OperatingSystem.IsLinux())
{
    Console.Error.WriteLine("the benchmark reads the kernel's tables, and so runs on Linux only");
    return 2;
}

string folder = Directory.CreateTempSubdirectory("dotcat-benchmarks-").FullName;
try
{
    var field = new Field(folder);
    using var suite = new Suite(settings, field, folder);
    Scores scores = new Runner(settings.Rounds, field.All).Run(suite.Workloads);
    string report = new Report(settings, field, suite, scores).Write();
    Console.Write(report);
    if (settings.Output is { } output)
    {
        File.WriteAllText(output, report);
    }

    return 0;
}
catch (MeasurementException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
finally
{
    Directory.Delete(folder, recursive: true);
}
