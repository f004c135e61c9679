namespace Dotcat.Interop;

/// <summary>What a path or a descriptor stands for, as far as the difference matters here.</summary>
internal enum FileKind
{
    /// <summary>Nothing is there.</summary>
    None,
    Socket,
    Pipe,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>/dev/null, null(4).</summary>
    Null,

    /// <summary>Another of its like, mem(4), such as /dev/zero: never makes anybody wait.</summary>
    MemoryDevice,

    /// <summary>A directory, a terminal, another device.</summary>
    Other,

    /// <summary>The platform was not asked.</summary>
    Unknown,
}
