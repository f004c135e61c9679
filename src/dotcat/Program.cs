using System.Runtime.CompilerServices;
using System.Text;
using Dotcat.Cli;
using Dotcat.Cli.Nc;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var stderr = new StreamWriter(StandardStreams.Open(2), new UTF8Encoding(false), leaveOpen: true);

        if (NcCall.Find(OwnName(), args) is { } nc)
        {
            return new NcProgram(nc, stderr).Run();
        }

        Reporter? reporter = null;
        if (args.Length == 0)
        {
            Print(HelpText.Usage(), 2, Teller());
            return (int)ExitCode.NothingTried;
        }

        try
        {
            ParsedArguments words = Parse(args);
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
            using var failures = new UnhandledFailures(signals, TellFailure);
            var session = new Session(
                options,
                () => StandardStreams.OpenChannel(statusBar),
                reporter,
                TimeProvider.System
            )
            {
                StatusBar = statusBar,
                InputSize = static () => RegularFile.Left(0),
            };
            ExitCode code = MainThread.Run(() => session.RunAsync(signals.Token), isEnough: options.IsPlain);
            return signals.ExitCode(StandardStreams.Settle(code, reporter));
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
            TellFailure(e);
            return (int)ExitCode.Failed;
        }

        void TellFailure(Exception e) => Teller().Tell(Event.Error.OfRun(e));

        // Programs that read JSON are to understand a mistake in the other options, too.
        Reporter Teller() =>
            reporter ?? Tell(stderr, Verbosity.Quiet, ArgumentNormalizer.Names(OptionTable.Json, args));
    }

    /// <summary>McMaster asks for the working folder's path, which it does not need.</summary>
    private static ParsedArguments Parse(string[] args)
    {
        try
        {
            return CommandLine.Parse(args);
        }
        catch (FileNotFoundException) // it was removed: getcwd(2), ENOENT
        {
            return WorkingFolder.Leave(() => CommandLine.Parse(args));
        }
    }

    /// <summary>What it was called by, which the portable tool is told by the system alone: the runtime names its library.</summary>
    private static string? OwnName() =>
        RuntimeFeature.IsDynamicCodeSupported && OperatingSystem.IsLinux()
            ? Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline")).Split('\0')[0]
            : Environment.GetCommandLineArgs()[0];

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
            StandardStreams.Open(descriptor).Write(Encoding.UTF8.GetBytes(information));
            return StandardStreams.Settle(ExitCode.Done, reporter);
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
}
