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

    /// <summary>A directory, a device.</summary>
    Other,

    /// <summary>The platform was not asked.</summary>
    Unknown,
}
