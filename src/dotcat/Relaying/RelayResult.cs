namespace Dotcat.Relaying;

/// <summary>What came of a relay.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Sent">Bytes from local to remote.</param>
/// <param name="Received">Bytes from remote to local.</param>
/// <param name="Unsent">The most bytes that were read from local and may not have reached the remote end.</param>
/// <param name="Unwritten">The most bytes that were received and may not have been written to local.</param>
/// <param name="Duration">From its start to its end.</param>
/// <param name="FailedEnd">Which side failed, where one did.</param>
/// <param name="Error">What it failed of.</param>
internal sealed record RelayResult(
    RelayEnd End,
    long Sent,
    long Received,
    long Unsent,
    long Unwritten,
    TimeSpan Duration,
    FailedEnd FailedEnd,
    Exception? Error
);
