namespace Dotcat.Channels;

/// <summary>What there is to read from a channel, and so what its end means.</summary>
internal enum InputKind
{
    /// <summary>Bytes that come to an end, which is one for the other side, too.</summary>
    Bytes,

    /// <summary>What somebody types, which need not ever end.</summary>
    Terminal,

    /// <summary>/dev/null, or nothing at all: it never had anything to say, and has no end to pass on.</summary>
    Nothing,
}
