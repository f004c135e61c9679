namespace Dotcat.Listening;

/// <summary>Which Unix socket to listen on.</summary>
internal sealed record UnixListenOptions
{
    /// <summary>A path, or an abstract name after <c>@</c> (Linux, unix(7)).</summary>
    public required string Path { get; init; }

    public bool IsDatagram { get; init; }

    /// <summary>Whether the socket's file stays when nobody listens any more.</summary>
    public bool LeavesFile { get; init; }
}
