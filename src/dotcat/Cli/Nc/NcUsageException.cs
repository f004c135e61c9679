using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>A command line of nc's that is answered by how to use it.</summary>
/// <param name="problem">What is said before; null for nothing.</param>
internal sealed class NcUsageException(Sentence? problem = null) : Exception
{
    public Sentence? Problem { get; } = problem;
}
