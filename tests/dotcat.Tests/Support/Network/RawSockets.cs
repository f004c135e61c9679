using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dotcat.Tests.Support.Network;

/// <summary>Peers made of bare sockets, for manners that no program offers.</summary>
internal static class RawSockets
{
    extension(Socket socket)
    {
        public Task<Socket> AcceptOneAsync() => socket.AcceptAsync().WaitAsync(TimeLimit.Wait);

        public async Task SendTextAsync(string text) => await socket.SendBytesAsync(Encoding.UTF8.GetBytes(text));

        public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
        {
            do
            {
                bytes = bytes[await socket.SendAsync(bytes).AsTask().WaitAsync(TimeLimit.Wait)..];
            } while (!bytes.IsEmpty);
        }

        /// <summary>One read: some bytes of a stream, a whole datagram.</summary>
        public async Task<byte[]> ReceiveBytesAsync(int most = 64 * 1024)
        {
            byte[] buffer = new byte[most];
            int count = await socket.ReceiveAsync(buffer).WaitAsync(TimeLimit.Wait);
            return buffer[..count];
        }

        public async Task<string> ReceiveTextAsync(int most = 64 * 1024) =>
            Encoding.UTF8.GetString(await socket.ReceiveBytesAsync(most));

        /// <summary>Receives until this has arrived.</summary>
        public async Task ReceiveUntilAsync(string part)
        {
            string received = "";
            while (!received.Contains(part, StringComparison.Ordinal))
            {
                string more = await socket.ReceiveTextAsync();
                Assert.True(more.Length > 0, $"no '{part}' in '{received}'");
                received += more;
            }
        }

        /// <summary>The first datagram, and who sent it.</summary>
        public async Task<EndPoint> ReceiveFirstAsync(string expected)
        {
            byte[] buffer = new byte[64 * 1024];
            var received = await socket.ReceiveFromAsync(buffer, socket.LocalEndPoint!).WaitAsync(TimeLimit.Wait);
            Assert.Equal(expected, Encoding.UTF8.GetString(buffer, 0, received.ReceivedBytes));
            return received.RemoteEndPoint;
        }

        public async Task<byte[]> ReceiveExactlyAsync(int count)
        {
            byte[] bytes = new byte[count];
            for (int done = 0; done < count; )
            {
                int part = await socket.ReceiveAsync(bytes.AsMemory(done)).AsTask().WaitAsync(TimeLimit.Wait);
                Assert.NotEqual(0, part);
                done += part;
            }

            return bytes;
        }

        /// <summary>Everything until the peer's end.</summary>
        public async Task<byte[]> ReceiveToEndAsync()
        {
            using var all = new MemoryStream();
            while (await socket.ReceiveBytesAsync() is { Length: > 0 } part)
            {
                await all.WriteAsync(part);
            }

            return all.ToArray();
        }

        public async Task<string> ReceiveTextToEndAsync() => Encoding.UTF8.GetString(await socket.ReceiveToEndAsync());

        /// <summary>Sends all of it and an end, while it takes everything until the peer's end.</summary>
        public async Task<byte[]> ExchangeAsync(Payload payload)
        {
            Task<byte[]> receiving = socket.ReceiveToEndAsync();
            await socket.SendBytesAsync(payload.Bytes);
            socket.Shutdown(SocketShutdown.Send);
            return await receiving;
        }

        /// <summary>Sends all of it while it takes everything until the peer's end, and ends only then.</summary>
        public async Task<byte[]> AnswerAsync(Payload payload)
        {
            Task<byte[]> receiving = socket.ReceiveToEndAsync();
            await socket.SendBytesAsync(payload.Bytes);
            byte[] received = await receiving;
            socket.Shutdown(SocketShutdown.Send);
            return received;
        }

        /// <summary>Ends the connection with a reset.</summary>
        public void Reset()
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Dispose();
        }
    }
}
