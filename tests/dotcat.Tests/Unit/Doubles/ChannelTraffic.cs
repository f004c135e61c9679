using System.Text;
using Dotcat.Channels;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.Unit.Doubles;

/// <summary>What a test sends through a channel, and receives from it.</summary>
internal static class ChannelTraffic
{
    extension(Channel channel)
    {
        public async Task SendTextAsync(string text) =>
            await channel.WriteAsync(Encoding.UTF8.GetBytes(text), CancellationToken.None);

        /// <summary>One read: some bytes of a stream, a whole datagram.</summary>
        public async Task<string> ReceiveTextAsync()
        {
            byte[] buffer = new byte[channel.ReadSize];
            return Encoding.UTF8.GetString(buffer, 0, await channel.ReadAsync(buffer, CancellationToken.None));
        }

        /// <summary>The hash of everything until the peer's end.</summary>
        public async Task<string> ReceiveHashToEndAsync()
        {
            using var all = new MemoryStream();
            byte[] buffer = new byte[channel.ReadSize];
            while (await channel.ReadAsync(buffer, CancellationToken.None) is > 0 and var count)
            {
                await all.WriteAsync(buffer.AsMemory(0, count));
            }

            return Payload.HashOf(all.ToArray());
        }
    }
}
