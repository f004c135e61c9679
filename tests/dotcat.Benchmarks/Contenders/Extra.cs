namespace Dotcat.Benchmarks.Contenders;

/// <summary>What a sender does beside sending, by itself or by a program in front of it.</summary>
internal enum Extra
{
    /// <summary>Shows on a terminal how far it is.</summary>
    Progress,

    /// <summary>Keeps to a rate far above what the way takes.</summary>
    Rate,

    /// <summary>Writes what it sends to a file, too.</summary>
    Record,

    /// <summary>Takes the SHA-256 of what it sends.</summary>
    Digest,
}
