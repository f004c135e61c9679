namespace Dotcat.Http;

/// <summary>Finds the end of a message's body among the bytes that arrive.</summary>
internal abstract class MessageBody
{
    /// <summary>Whether all of it was seen.</summary>
    public bool IsComplete { get; protected set; }

    /// <summary>Whether the end of the channel is its end.</summary>
    public virtual bool EndsWithChannel => false;

    /// <summary>
    /// Takes the next bytes, and leaves at their start what is passed on: as many as it returns. Where all were passed
    /// on as they are, those behind belong to something else.
    /// </summary>
    /// <exception cref="InvalidDataException">They are no body of this kind.</exception>
    public abstract int Take(Span<byte> bytes);
}
