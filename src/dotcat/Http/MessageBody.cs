namespace Dotcat.Http;

/// <summary>Finds the end of a message's body among the bytes that arrive, which stay as they are.</summary>
internal abstract class MessageBody
{
    /// <summary>Whether all of it was seen.</summary>
    public bool IsComplete { get; protected set; }

    /// <summary>Whether the end of the channel is its end.</summary>
    public virtual bool EndsWithChannel => false;

    /// <summary>How many of the bytes belong to it; all, unless it is complete then.</summary>
    /// <exception cref="InvalidDataException">They are no body of this kind.</exception>
    public abstract int Take(ReadOnlySpan<byte> bytes);
}
