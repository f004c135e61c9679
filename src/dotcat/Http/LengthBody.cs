namespace Dotcat.Http;

/// <summary>A body of so many bytes.</summary>
internal sealed class LengthBody : MessageBody
{
    private long _left;

    /// <param name="length">0 for no body.</param>
    public LengthBody(long length)
    {
        _left = length;
        IsComplete = length == 0;
    }

    public override int Take(Span<byte> bytes)
    {
        int count = (int)Math.Min(_left, bytes.Length);
        _left -= count;
        IsComplete = _left == 0;
        return count;
    }
}
