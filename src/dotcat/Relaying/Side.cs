namespace Dotcat.Relaying;

/// <summary>A side of a conversation that can fail.</summary>
internal enum Side
{
    Peer,

    /// <summary>What is read for the peer: standard input, the output of a program.</summary>
    Input,

    /// <summary>What the peer's bytes are written to: standard output, the input of a program.</summary>
    Output,
}
