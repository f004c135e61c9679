namespace Dotcat.Cli;

/// <summary>Of which ends of a run that joins two something is said: the one that the operands name, and a target.</summary>
internal enum Ends
{
    /// <summary>Of the one that the operands name.</summary>
    Near,

    /// <summary>Of those that are connected to.</summary>
    Connecting,

    Both,

    /// <summary>Of the near one where it listens and its operands name no address of this machine; else of those that are connected to.</summary>
    Local,
}
