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
        await using var stderr = new StreamWriter(Standard(2), new UTF8Encoding(false), leaveOpen: true);

        var reporter = new Reporter(stderr, Verbosity.Quiet);
        try
        {
            ParsedArguments words = new CommandLine().Parse(args);
            if (words.Information is { } information)
            {
                return (int)Print(information, reporter);
            }

            SessionOptions options = new OptionsReader(
                words,
                Environment.GetEnvironmentVariable,
                ServiceNames.Find
            ).Read();
            reporter = new Reporter(stderr, options.Verbosity);
            using var signals = new Signals();
            var session = new Session(options, OpenStdio, reporter, TimeProvider.System);
            return signals.ExitCode(await session.RunAsync(signals.Token));
        }
        catch (UsageException e)
        {
            reporter.Say(e.Sentence);
            return (int)ExitCode.NothingTried;
        }
#pragma warning disable CA1031 // whatever it is, the user gets a sentence, and the trace when asked for
        catch (Exception e)
#pragma warning restore CA1031
        {
            reporter.SayFailure(Messages.Unexpected(Causes.Of(e)), e);
            return (int)ExitCode.Failed;
        }
    }

    private static ExitCode Print(string information, Reporter reporter)
    {
        try
        {
            Standard(1).Write(Encoding.UTF8.GetBytes(information));
            return ExitCode.Done;
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Done; // dotcat --help | head -1
        }
        catch (IOException e)
        {
            reporter.SayFailure(Messages.CannotWriteOutput(Causes.Of(e)), e);
            return ExitCode.Failed;
        }
    }

    private static StdioChannel OpenStdio()
    {
        Stream input = Standard(0);
        InputKind kind =
            Terminal.IsAt(0) ? InputKind.Terminal
            : input is DescriptorStream { IsNothing: true } ? InputKind.Nothing
            : InputKind.Bytes;
        return new StdioChannel(input, Standard(1), kind);
    }

    private static Stream Standard(int descriptor) =>
        !OperatingSystem.IsWindows() ? DescriptorStream.Standard(descriptor)
        : descriptor == 0 ? Console.OpenStandardInput()
        : descriptor == 1 ? Console.OpenStandardOutput()
        : Console.OpenStandardError();
}
