namespace Dotcat.Reporting;

/// <summary>What is known of a port, the best first.</summary>
internal enum PortState
{
    /// <summary>It takes connections; over UDP, it answered.</summary>
    Open,

    /// <summary>Over UDP: nothing was heard.</summary>
    OpenOrFiltered,

    /// <summary>It was refused.</summary>
    Closed,

    /// <summary>Nothing was heard, or somebody on the way refused it.</summary>
    Filtered,
}
