using Dotcat.Channels;

namespace Dotcat.Dialing;

/// <summary>Which Unix socket to connect to.</summary>
internal sealed record UnixDialOptions
{
    /// <summary>A path, or an abstract name after <c>@</c> (Linux, unix(7)).</summary>
    public required string Path { get; init; }

    public bool IsDatagram { get; init; }

    /// <summary>The local end's path or name; null for none, or for datagrams one of the dialler's choice.</summary>
    public string? SourcePath { get; init; }

    /// <summary>Limit for one attempt.</summary>
    public TimeSpan Wait { get; init; } = Deadline.Default;
}
