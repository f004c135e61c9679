using Dotcat.Interop;

namespace Dotcat.Relaying;

/// <summary>What is at the two ends between which bytes are to move within the kernel.</summary>
internal readonly record struct EndKinds(FileKind From, FileKind To)
{
    public bool AreSockets => this is { From: FileKind.Socket, To: FileKind.Socket };

    public bool AreFileAndSocket => this is { From: FileKind.File, To: FileKind.Socket };

    public bool HaveFile => From == FileKind.File || To == FileKind.File;

    public bool HavePipe => From == FileKind.Pipe || To == FileKind.Pipe;

    /// <summary>Whether a call moves bytes from one to the other without a pipe in between.</summary>
    public bool AreDirect => AreFileAndSocket || HavePipe;

    /// <summary>
    /// Null for what may hold a call for ever, which only a thread that nobody waits for can be left to: a terminal or
    /// another device, and a socket of somebody else's that blocks when it is written to.
    /// </summary>
    public static EndKinds? Of(int from, int to) =>
        OperatingSystem.IsLinux()
        && FileKinds.Of(from) is var fromKind and < FileKind.Other
        && FileKinds.Of(to) is var toKind and < FileKind.Other
        && (toKind != FileKind.Socket || ZeroCopy.IsNonBlocking(to))
            ? new EndKinds(fromKind, toKind)
            : null;
}
