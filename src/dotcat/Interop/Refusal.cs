namespace Dotcat.Interop;

/// <summary>What a zero-copy call has come to.</summary>
internal enum Refusal
{
    /// <summary>Bytes were moved, or the source has ended.</summary>
    None,

    /// <summary>An end is not ready: wait and ask again.</summary>
    NotNow,

    /// <summary>The kernel cannot move bytes between these two this way.</summary>
    NotThisWay,

    /// <summary>An end has failed.</summary>
    Failed,
}
