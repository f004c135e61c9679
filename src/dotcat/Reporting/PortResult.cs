namespace Dotcat.Reporting;

/// <summary>What came of trying one port; of a Unix socket, port 0.</summary>
internal readonly record struct PortResult(int Port, PortState State)
{
    /// <summary>Whether something may listen there.</summary>
    public bool IsReached => State is PortState.Open or PortState.OpenOrFiltered;
}
