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

    /// <summary>/dev/null and its like, mem(4): never makes anybody wait.</summary>
    MemoryDevice,

    /// <summary>A directory, a terminal, another device.</summary>
    Other,

    /// <summary>The platform was not asked.</summary>
    Unknown,
}
