using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Words on the command line that cannot be carried out.</summary>
internal sealed class UsageException(string problem, string? hint = null) : Exception(Messages.Usage(problem, hint));
