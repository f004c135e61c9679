using Dotcat.Interop;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>Real programs, for what only a real one does.</summary>
internal sealed class Programs : IDisposable
{
    private readonly ChildWatch _watch = new();

    public SpawnedProcess StartInShell(string script) =>
        SpawnedProcess.Start("/bin/sh", ["sh", "-c", script], ["PATH=/bin:/usr/bin"], _watch);

    public void Dispose() => _watch.Dispose();
}
