using System.Text;
using Dotcat.Channels;
using Dotcat.Cli;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        await using var stderr = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false));
        stderr.AutoFlush = true;

        SessionOptions options;
        try
        {
            var arguments = new CommandLine().Parse(args);
            if (arguments.Information is { } information)
            {
                StandardOutput().Write(Encoding.UTF8.GetBytes(information));
                return (int)ExitCode.Done;
            }

            options = OptionsReader.Read(arguments);
        }
        catch (UsageException e)
        {
            var plain = new Reporter(stderr, Verbosity.Quiet);
            plain.Say(e.Message);
            return (int)ExitCode.Unusable;
        }

        using var signals = new Signals();
        var session = new Session(
            options,
            static () => new StdioChannel(StandardInput(), StandardOutput()),
            new Reporter(stderr, options.Verbosity),
            TimeProvider.System
        );
        return signals.ExitCode(await session.RunAsync(signals.Token));
    }

    private static Stream StandardInput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new DescriptorStream(0);

    private static Stream StandardOutput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1);
}
