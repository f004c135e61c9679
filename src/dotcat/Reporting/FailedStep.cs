namespace Dotcat.Reporting;

/// <summary>What a run was about when it could not go on.</summary>
internal enum FailedStep
{
    /// <summary>None of the following.</summary>
    Other,

    /// <summary>Looking up the name of a host.</summary>
    LookUp,

    /// <summary>Having a local address.</summary>
    Bind,

    /// <summary>Connecting to a peer or a proxy.</summary>
    Connect,
}
