using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dotcat.Reliability.LongRun;

/// <summary>
/// A client of a broker or a chat. Of what the others say it expects every line, in their order, from the first one on that
/// it hears whole.
/// </summary>
internal sealed class RoomMember : IDisposable
{
    /// <summary>Said until everybody is known to be there, and expected by nobody.</summary>
    public const string Probe = "is anybody there?";

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
    };

    private readonly bool _isChat;
    private long _next = -1;

    /// <param name="isChat">Whether lines stand under their sender's name.</param>
    /// <param name="buffer">Of what is received and not read, in bytes; null for the system's.</param>
    public RoomMember(bool isChat, int? buffer = null)
    {
        _isChat = isChat;
        _socket.ReceiveBufferSize = buffer ?? _socket.ReceiveBufferSize;
    }

    /// <summary>The number of the line that it expects; -1 where it has heard none.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Whether a line of the talk or a probe has come.</summary>
    public bool HasHeard { get; private set; }

    /// <summary>Bytes that it has heard.</summary>
    public long Bytes { get; private set; }

    public async Task ConnectAsync(IPEndPoint room, IPAddress? source, CancellationToken limit)
    {
        if (source is not null)
        {
            _socket.Bind(new IPEndPoint(source, 0));
        }

        await _socket.ConnectAsync(room, limit);
    }

    /// <summary>Listens until the other end ends, or this one is told to stop.</summary>
    /// <param name="piece">As much is read at once.</param>
    /// <param name="pause">After each piece.</param>
    /// <param name="stop">When it listens no more.</param>
    /// <exception cref="BrokenException">It heard something else.</exception>
    public async Task ListenAsync(int piece, TimeSpan pause, CancellationToken stop)
    {
        byte[] buffer = new byte[piece];
        var line = new StringBuilder();
        bool isWhole = _isChat; // a broker knows of no lines: the first may be a part of one
        try
        {
            while (await _socket.ReceiveAsync(buffer, stop) is > 0 and var count)
            {
                Bytes += count;
                string[] lines = Encoding.ASCII.GetString(buffer, 0, count).Split('\n');
                foreach (string end in lines[..^1])
                {
                    Take(line.Append(end).ToString(), isWhole);
                    isWhole = true;
                    _ = line.Clear();
                }

                _ = line.Append(lines[^1]);
                await (pause > TimeSpan.Zero ? Task.Delay(pause, stop) : Task.CompletedTask);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // has heard enough
        }
    }

    public async Task SayAsync(string text, CancellationToken limit)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int done = 0; done < bytes.Length; )
        {
            done += await _socket.SendAsync(bytes.AsMemory(done), limit);
        }
    }

    public void Complete() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends it with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private void Take(string line, bool isWhole)
    {
        int name = _isChat ? line.IndexOf("> ", StringComparison.Ordinal) + 2 : 0;
        string said = line[name..];
        if (said == Probe || (_isChat && line.StartsWith("<announce> ", StringComparison.Ordinal)))
        {
            HasHeard |= said == Probe;
            return;
        }

        if (!isWhole)
        {
            return;
        }

        long number = _next < 0 ? TalkLines.NumberOf(said) ?? -1 : _next;
        BrokenException.ThrowUnless(
            number >= 0 && said == TalkLines.Line(number),
            $"heard '{line[..Math.Min(60, line.Length)]}' instead of line {number}"
        );
        Volatile.Write(ref _next, number + 1);
    }
}
