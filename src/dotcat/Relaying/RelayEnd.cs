namespace Dotcat.Relaying;

/// <summary>How a relay came to its end.</summary>
internal enum RelayEnd
{
    /// <summary>In order: both sides were done.</summary>
    Finished,

    /// <summary>Nobody reads local output any more.</summary>
    ReaderGone,

    /// <summary>Nothing moved for as long as the user allows.</summary>
    IdleTimeout,

    /// <summary>Local input ended, and the remote end did not within the time set.</summary>
    QuitTimeout,

    /// <summary>A side failed.</summary>
    Failed,

    /// <summary>The run was told to stop.</summary>
    Stopped,
}
