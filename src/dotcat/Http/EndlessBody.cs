namespace Dotcat.Http;

/// <summary>A body up to the end of the channel.</summary>
internal sealed class EndlessBody : MessageBody
{
    public override bool EndsWithChannel => true;

    public override int Take(Span<byte> bytes) => bytes.Length;
}
