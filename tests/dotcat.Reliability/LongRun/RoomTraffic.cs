using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dotcat.Reliability.LongRun;

/// <summary>
/// Clients of a broker or a chat: some who listen from the beginning to the end, one after the other who says something to
/// all of them, and others who come and go meanwhile.
/// </summary>
internal sealed class RoomTraffic(bool isChat) : Traffic
{
    private const int Steady = 3;
    private const int Workers = 4;
    private const int AtOnce = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly List<RoomMember> _listeners = [];
    private long _said;

    public override IReadOnlyList<string> Arguments { get; } = [isChat ? "--chat" : "--broker", "--deny", $"{Denied}"];

    public override async Task RunAsync(IPEndPoint listener, int seed, CancellationToken over, CancellationToken limit)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(limit);
        RoomMember[] steady = new RoomMember[Steady];
        for (int i = 0; i < Steady; i++)
        {
            steady[i] = await JoinAsync(listener, buffer: null, limit);
        }

        _listeners.AddRange(steady);
        Task listening = Task.WhenAll(steady.Select(it => it.ListenAsync(AtOnce, TimeSpan.Zero, done.Token)));
        await SayProbesAsync(listener, steady, limit);
        Task speaking = WorkAsync(1, seed, random => SpeakAsync(listener, random, limit), over);
        Task visiting = WorkAsync(Workers, seed + 1, random => VisitAsync(listener, random, limit), over);
        await await Task.WhenAny(listening, Task.WhenAll(speaking, visiting)); // whoever breaks first
        BrokenException.ThrowUnless(!listening.IsCompleted, "who listens was left");
        await done.CancelAsync();
        await listening;
        Array.ForEach(steady, static it => it.Dispose());
    }

    private async Task<RoomMember> JoinAsync(IPEndPoint room, int? buffer, CancellationToken limit)
    {
        var member = new RoomMember(isChat, buffer);
        await member.ConnectAsync(room, source: null, limit);
        return member;
    }

    /// <summary>Who has been let in is not told: says something until all have heard it.</summary>
    private async Task SayProbesAsync(IPEndPoint room, RoomMember[] to, CancellationToken limit)
    {
        using RoomMember speaker = await JoinAsync(room, buffer: null, limit);
        while (!Array.TrueForAll(to, static it => it.HasHeard))
        {
            await speaker.SayAsync($"{RoomMember.Probe}\n", limit);
            await Task.Delay(20, limit);
        }
    }

    /// <summary>
    /// Says the next lines, and leaves when all who listen have heard them. Until the other end lets it go, the next one is not to
    /// speak: somebody who has just come may not have been given the last lines yet.
    /// </summary>
    private async Task SpeakAsync(IPEndPoint room, Random random, CancellationToken limit)
    {
        using RoomMember speaker = await JoinAsync(room, buffer: null, limit);
        Task listening = speaker.ListenAsync(AtOnce, TimeSpan.Zero, limit); // to who comes and goes
        int count = random.Next(10) < 7 ? random.Next(1, 4) : random.Next(100, 2000);
        var text = new StringBuilder();
        for (long last = _said + count; _said < last; _said++)
        {
            _ = text.Append(TalkLines.Line(_said)).Append('\n');
        }

        await speaker.SayAsync(text.ToString(), limit);
        while (Behind() is { } late)
        {
            try
            {
                await Task.Delay(1, limit);
            }
            catch (OperationCanceledException)
            {
                throw new BrokenException($"who listens has heard {late.Next} lines of {_said}");
            }
        }

        speaker.Complete();
        await listening;
        Volume.Add(text.Length);
    }

    /// <summary>One who has not heard everything.</summary>
    private RoomMember? Behind()
    {
        lock (_gate)
        {
            return _listeners.Find(it => it.Next >= 0 ? it.Next < _said : _listeners.IndexOf(it) < Steady);
        }
    }

    private async Task VisitAsync(IPEndPoint room, Random random, CancellationToken limit)
    {
        int manner = random.Next(6);
        if (manner == 0)
        {
            await ComeDeniedAsync(room, limit);
            return;
        }

        using RoomMember visitor = await JoinAsync(room, manner == 1 ? 4096 : null, limit);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(limit);
        enough.CancelAfter(random.Next(1, 500));
        switch (manner)
        {
            case 1:
                await ListenAwhileAsync(visitor, 4096, TimeSpan.FromMilliseconds(5), enough.Token);
                break;
            case 2:
                await ListenAwhileAsync(visitor, AtOnce, TimeSpan.Zero, enough.Token);
                break;
            case 3: // is let go, and hears until then
                visitor.Complete();
                await visitor.ListenAsync(AtOnce, TimeSpan.Zero, limit);
                break;
            case 4:
                await visitor.ListenAsync(AtOnce, TimeSpan.Zero, enough.Token);
                visitor.Reset();
                break;
            default: // says nothing and hears nothing
                await Task.Delay(random.Next(1, 100), limit);
                break;
        }

        Volume.Add(visitor.Bytes);
    }

    private async Task ListenAwhileAsync(RoomMember visitor, int piece, TimeSpan pause, CancellationToken enough)
    {
        lock (_gate)
        {
            _listeners.Add(visitor);
        }

        await visitor.ListenAsync(piece, pause, enough);
        lock (_gate)
        {
            _ = _listeners.Remove(visitor);
        }
    }

    private async Task ComeDeniedAsync(IPEndPoint room, CancellationToken limit)
    {
        using var visitor = new RoomMember(isChat);
        await visitor.ConnectAsync(room, Denied, limit);
        try
        {
            await visitor.ListenAsync(AtOnce, TimeSpan.Zero, limit);
        }
        catch (SocketException)
        {
            // reset
        }

        BrokenException.ThrowUnless(visitor.Bytes == 0, "somebody who is denied heard something");
        Volume.Add(0);
    }
}
