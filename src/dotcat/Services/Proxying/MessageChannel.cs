using Dotcat.Channels;
using Dotcat.Http;
using Dotcat.Reporting;

namespace Dotcat.Services.Proxying;

/// <summary>
/// A channel that gives one HTTP message as it is forwarded, and then ends: what its other end sends behind it is for
/// nobody. Writes go through. A head is read from what is left of the channel.
/// </summary>
internal sealed class MessageChannel(Channel inner, Func<Channel, CancellationToken, ValueTask<HttpMessage>> readNext)
    : ChannelWrapper(inner)
{
    private ReadOnlyMemory<byte> _head;
    private MessageBody? _body;
    private Channel _rest = inner;

    public override ValueTask WaitToReadAsync(CancellationToken cancellation) =>
        _head.IsEmpty && _body is { IsComplete: false } ? _rest.WaitToReadAsync(cancellation) : ValueTask.CompletedTask; // a head may have been read before

    /// <exception cref="EndOfStreamException">The channel ended within the message.</exception>
    /// <exception cref="InvalidDataException">It is no HTTP message.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        if (_head.IsEmpty && _body is null)
        {
            (_head, _body, _rest) = await readNext(_rest, cancellation);
        }

        if (!_head.IsEmpty)
        {
            int length = Math.Min(buffer.Length, _head.Length);
            _head[..length].CopyTo(buffer);
            _head = _head[length..];
            return length;
        }

        MessageBody body = _body!;
        int passed = 0;
        while (passed == 0 && !body.IsComplete)
        {
            int count = await _rest.ReadAsync(buffer, cancellation);
            if (count == 0)
            {
                return body.EndsWithChannel ? 0 : throw new EndOfStreamException(Messages.EndedWithinMessage);
            }

            passed = body.Take(buffer.Span[..count]);
        }

        return passed;
    }
}
