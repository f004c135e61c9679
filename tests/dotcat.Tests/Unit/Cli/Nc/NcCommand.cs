using Dotcat.Cli;
using Dotcat.Cli.Nc;
using Dotcat.Dialing;
using Dotcat.Listening;
using Dotcat.Reporting;

namespace Dotcat.Tests.Unit.Cli.Nc;

/// <summary>A command line of nc's, read as the tool reads it.</summary>
internal static class NcCommand
{
    /// <summary>The only run, of a line with blanks between its words.</summary>
    public static SessionOptions Read(string line) => Assert.Single(ReadAll(line));

    public static IReadOnlyList<SessionOptions> ReadAll(string line, string? password = "secret") =>
        [.. Runs(line, password)];

    public static IEnumerable<SessionOptions> Runs(string line, string? password = "secret") =>
        new NcReader(new NcWords(WordsOf(line)), Words.Service, (_, _) => password).Read();

    public static DialOptions Dial(string line) => Assert.IsType<Endpoint.Dial>(Read(line).Endpoint).Target;

    public static ListenOptions Listen(string line) => Assert.IsType<Endpoint.Listen>(Read(line).Endpoint).Place;

    /// <summary>What is said of one that cannot be carried out; null where its usage is all.</summary>
    public static string? Refuse(string line) =>
        Record.Exception(() => ReadAll(line, password: null)) switch
        {
            NcUsageException usage => usage.Problem?.ToString(),
            DotcatException { ExitCode: ExitCode.Failed } failure => failure.Message,
            var other => throw new InvalidOperationException($"{line} is carried out", other),
        };

    /// <summary>As a shell divides it, as far as '' is an empty word.</summary>
    private static string[] WordsOf(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => word is "''" ? "" : word)];
}
