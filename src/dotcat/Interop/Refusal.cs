namespace Dotcat.Interop;

/// <summary>What it means that a zero-copy call moved nothing.</summary>
internal enum Refusal
{
    /// <summary>An end is not ready: wait and ask again.</summary>
    NotNow,

    /// <summary>The kernel cannot move bytes between these two this way.</summary>
    NotThisWay,

    /// <summary>An end has failed.</summary>
    Failed,
}
