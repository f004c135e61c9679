using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>A command line of nc's that cannot be carried out.</summary>
internal static class NcFailure
{
    public static DotcatException Of(Sentence problem) => new(problem, ExitCode.Failed);
}
