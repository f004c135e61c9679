namespace Dotcat.Recording;

/// <summary>What is to be recorded of a run's connections.</summary>
internal sealed record RecordOptions
{
    /// <summary>The file for all bytes as they are; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>The file for a dump that can be read; null for none.</summary>
    public string? HexDump { get; init; }

    /// <summary>Whether the files are added to, whatever they are.</summary>
    public bool Append { get; init; }

    /// <summary>Whether the SHA-256 of each direction is told.</summary>
    public bool Digest { get; init; }
}
