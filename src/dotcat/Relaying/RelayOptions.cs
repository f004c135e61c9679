using Dotcat.Channels;

namespace Dotcat.Relaying;

/// <summary>What the user said about the two directions and their ends.</summary>
internal sealed record RelayOptions
{
    /// <summary>
    /// How long local input may be silent after the remote end is done where it need not end by itself, and how long
    /// an answer to the last datagram is waited for.
    /// </summary>
    public static readonly TimeSpan AnswerWait = TimeSpan.FromMilliseconds(500);

    /// <summary>How soon whoever is busy writing to local input brings the next piece.</summary>
    public static readonly TimeSpan NextPieceWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Only local to remote; the remote end is not read.</summary>
    public bool SendOnly { get; init; }

    /// <summary>Only remote to local; the local end is not read.</summary>
    public bool ReceiveOnly { get; init; }

    /// <summary>Ends a relay after so many reads of the remote end, datagrams for one; null for no limit.</summary>
    public int? MostReads { get; init; }

    /// <summary>
    /// Whether the remote end is told when local input ends; null for where there was any. /dev/null has no end to pass
    /// on, and the conversation is the remote end's.
    /// </summary>
    public bool? PassEndOn { get; init; }

    /// <summary>Ends a relay in which nothing moved for so long; null for never.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>
    /// How long to wait for the remote end once local input has ended: for a stream from when all was delivered, and at
    /// least until nothing has moved for <see cref="AnswerWait"/>; for datagrams from the last one. Null for until it ends
    /// by itself.
    /// </summary>
    public TimeSpan? QuitAfter { get; init; }

    /// <summary>Local input goes on being sent after the remote end is done, whatever has become of that.</summary>
    public bool KeepSending { get; init; }

    /// <summary>
    /// The relay ends as soon as the remote end does, and leaves local input, which need not have ended, to the next one.
    /// </summary>
    public bool EndsWithPeer { get; init; }

    /// <summary>
    /// Local input may never end, whatever it has brought so far, and is not waited for when the remote end is done: a
    /// terminal.
    /// </summary>
    public bool InputNeedNotEnd { get; init; }

    /// <summary>
    /// The local end is a program, and is gone when the program has ended: from then on only what is left of its
    /// output is waited for. That it takes no more before that ends nothing.
    /// </summary>
    public bool LocalIsProgram { get; init; }

    /// <summary>Whether the remote end is told when the input of that channel ends.</summary>
    public bool PassesEndOf(Channel local) => PassEndOn ?? local.Input is not InputKind.Nothing;
}
