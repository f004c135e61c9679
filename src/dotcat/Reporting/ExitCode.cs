namespace Dotcat.Reporting;

/// <summary>What the shell is told. A run ended by a signal has 128 and the signal's number instead.</summary>
internal enum ExitCode
{
    /// <summary>It did what was asked.</summary>
    Done = 0,

    /// <summary>The network said no.</summary>
    Failed = 1,

    /// <summary>Nothing could be tried.</summary>
    NothingTried = 2,
}
