namespace Dotcat.Reporting;

/// <summary>How much is said: one level for each <c>-v</c>.</summary>
internal enum Verbosity
{
    /// <summary>Failures, and what the user could not know otherwise.</summary>
    Quiet = 0,

    /// <summary>What happens.</summary>
    Events = 1,

    /// <summary>Each attempt and address.</summary>
    Attempts = 2,

    /// <summary>Everything, with stack traces.</summary>
    Everything = 3,
}
