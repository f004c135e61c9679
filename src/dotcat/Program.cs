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

        Reporter? reporter = null;
        if (args.Length == 0)
        {
            Print(HelpText.Usage(), 2, Teller());
            return (int)ExitCode.NothingTried;
        }

        try
        {
            ParsedArguments words = new CommandLine().Parse(args);
            reporter = Tell(stderr, Verbosity.Quiet, words.Has(OptionTable.Json));
            if (Information.AskedFor(words) is { } information)
            {
                return (int)Print(information, 1, reporter);
            }

            SessionOptions options = new OptionsReader(
                words,
                Environment.GetEnvironmentVariable,
                ServiceNames.Find
            ).Read();
            using StatusBar? statusBar = DrawsProgress(options)
                ? new StatusBar(stderr, Columns, HasColours() ? Colour.Progress : static text => text)
                : null;
            reporter = Tell(statusBar ?? (TextWriter)stderr, options.Verbosity, options.Json);
            using var signals = new Signals();
            var session = new Session(options, () => OpenStdio(statusBar), reporter, TimeProvider.System)
            {
                StatusBar = statusBar,
                InputSize = static () => RegularFile.Left(0),
            };
            return signals.ExitCode(await session.RunAsync(signals.Token));
        }
        catch (UsageException e)
        {
            Teller().Tell(new Event.Error(e.Sentence) { Code = ExitCode.NothingTried });
            return (int)ExitCode.NothingTried;
        }
#pragma warning disable CA1031 // whatever it is, the user gets a sentence, and the trace when asked for
        catch (Exception e)
#pragma warning restore CA1031
        {
            string cause = Causes.Of(e);
            Teller()
                .Tell(
                    new Event.Error(Messages.Unexpected(cause))
                    {
                        Reason = cause,
                        Code = ExitCode.Failed,
                        Cause = e,
                    }
                );
            return (int)ExitCode.Failed;
        }

        // Programs that read JSON are to understand a mistake in the other options, too.
        Reporter Teller() =>
            reporter ?? Tell(stderr, Verbosity.Quiet, ArgumentNormalizer.Names(OptionTable.Json, args));
    }

    private static Reporter Tell(TextWriter stderr, Verbosity verbosity, bool asJson) =>
        new(stderr, verbosity) { JsonTime = asJson ? TimeProvider.System : null, HasColours = HasColours };

    private static bool HasColours() => Terminal.TakesEscapes(2) && Colour.IsWanted(Environment.GetEnvironmentVariable);

    private static bool DrawsProgress(SessionOptions options) =>
        options is { Progress: not null, Json: false }
        && Terminal.TakesEscapes(2)
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private static int? Columns() =>
        !OperatingSystem.IsWindows() && Terminal.IsInBackground(2) ? null : Terminal.Columns(2);

    private static ExitCode Print(string information, int descriptor, Reporter reporter)
    {
        try
        {
            Standard(descriptor).Write(Encoding.UTF8.GetBytes(information));
            return ExitCode.Done;
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Done; // dotcat --help | head -1
        }
        catch (IOException e)
        {
            reporter.Tell(Event.Error.OfOutput(e));
            return ExitCode.Failed;
        }
    }

    private static StdioChannel OpenStdio(StatusBar? statusBar)
    {
        Stream input = Standard(0);
        InputKind kind =
            Terminal.IsAt(0) ? InputKind.Terminal
            : input is DescriptorStream { IsNothing: true } ? InputKind.Nothing
            : InputKind.Bytes;
        Stream output = Standard(1);
        if (statusBar is not null && output is DescriptorStream { Descriptor: var descriptor })
        {
            output = new OutputAboveBar(descriptor, statusBar);
        }

        return new StdioChannel(input, output, kind);
    }

    private static Stream Standard(int descriptor) =>
        !OperatingSystem.IsWindows() ? DescriptorStream.Standard(descriptor)
        : descriptor == 0 ? Console.OpenStandardInput()
        : descriptor == 1 ? Console.OpenStandardOutput()
        : Console.OpenStandardError();
}
