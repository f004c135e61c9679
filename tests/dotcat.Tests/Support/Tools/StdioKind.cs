namespace Dotcat.Tests.Support.Tools;

/// <summary>What a standard stream may be.</summary>
public enum StdioKind
{
    Pipe,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>/dev/zero.</summary>
    Device,

    /// <summary>A Unix stream socket, which is the other standard stream too.</summary>
    Socket,
}
