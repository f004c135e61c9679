using System.Buffers;
using System.Text;
using Dotcat.Relaying;
using Dotcat.Reporting;

namespace Dotcat.Services.Chat;

/// <summary>
/// Who talks together, and what each of them is shown: what is said, who comes and goes, all in the same order.
/// One who talks faster than all clients take it is held up; whatever else is shown is posted at once.
/// </summary>
/// <param name="clients">Members as they enter and leave.</param>
/// <param name="server">Its only member is the host, who is waited for where nobody else listens.</param>
internal sealed class ChatRoom(Hub clients, Hub server)
{
    /// <summary>
    /// Bytes of talk that are posted together. With the line that passes it, escapes included, they fit a datagram;
    /// with a short one, the 16 KiB of a pooled buffer.
    /// </summary>
    private const int Batch = 15 * 1024;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<Outbox, Participant> _participants = [];
    private readonly Nicknames _nicknames = new();
    private long _arrivals;

    /// <summary>Lets the server take part, as number 0.</summary>
    public void Open(Outbox host)
    {
        lock (_gate)
        {
            server.Join(host);
            _participants.Add(host, new Participant(_nicknames.Give(0)));
        }
    }

    /// <summary>Lets a client take part, and tells it and the others.</summary>
    public void Enter(Outbox client)
    {
        lock (_gate)
        {
            string name = _nicknames.Give(++_arrivals);
            Answer(client, Messages.Welcome(name, Names()));
            clients.Join(client);
            _participants.Add(client, new Participant(name));
            Post(client, Messages.Joined(name, client.Channel.Name));
        }
    }

    /// <summary>Ends a client's part: it is shown nothing any more. The others are told, unless all have to go.</summary>
    public void Leave(Outbox client, bool isTold)
    {
        lock (_gate)
        {
            clients.Leave(client);
            Withdraw(client, isTold);
        }
    }

    /// <summary>Ends the part of one that goes on being shown the talk.</summary>
    public void Withdraw(Outbox who, bool isTold)
    {
        lock (_gate)
        {
            if (!_participants.Remove(who, out Participant? participant))
            {
                return;
            }

            _nicknames.Free(participant.Name);
            if (isTold)
            {
                Post(who, Messages.Left(participant.Name));
            }
        }
    }

    /// <summary>
    /// Does with each line what it says: shows it to the others, or answers it. The sender has nothing else taken
    /// meanwhile, and is held up for at most <paramref name="longest"/> while nobody takes anything.
    /// </summary>
    public async ValueTask TakeAsync(
        Outbox sender,
        ReadOnlyMemory<byte> bytes,
        bool isEnd,
        TimeSpan longest,
        CancellationToken cancellation
    )
    {
        Participant speaker;
        lock (_gate)
        {
            speaker = _participants[sender];
        }

        var talk = new ArrayBufferWriter<byte>();
        bool more = true;
        while (more)
        {
            more = speaker.Lines.TryRead(ref bytes, isEnd, out string line);
            bool isCommand = line is "/" or ['/', not '/', ..];
            if (line.Length > 0 && !isCommand)
            {
                Encoding.UTF8.GetBytes($"{Messages.Said(speaker.Name, "")}", talk);
                Encoding.UTF8.GetBytes(line.AsSpan(line is ['/', ..] ? 1 : 0), talk);
                talk.Write("\n"u8);
            }

            if (talk.WrittenCount >= Batch || (talk.WrittenCount > 0 && (isCommand || !more)))
            {
                await WaitForRoomAsync(sender, longest, cancellation);
                Say(sender, talk.WrittenSpan);
                talk.ResetWrittenCount();
            }

            if (isCommand)
            {
                await sender.EmptiedAsync().WaitAsync(cancellation); // no more answers than it takes
                await WaitForRoomAsync(sender, longest, cancellation);
                Obey(sender, speaker, line);
            }
        }
    }

    private ValueTask WaitForRoomAsync(Outbox sender, TimeSpan longest, CancellationToken cancellation)
    {
        bool isAlone = clients.Members is [] || (clients.Members is [var only] && only == sender);
        return (isAlone ? server : clients).WaitForRoomAsync(sender, longest, cancellation);
    }

    private string[] Names() => [.. _participants.Values.Select(static one => one.Name)];

    private void Say(Outbox sender, ReadOnlySpan<byte> talk)
    {
        lock (_gate)
        {
            PostLines(sender, talk);
            if (clients.Members is [] && server.Members[0] == sender)
            {
                Answer(sender, Messages.NobodyElse());
            }
        }
    }

    private void Obey(Outbox sender, Participant speaker, string command)
    {
        string[] words = command.Split(' ', 2, StringSplitOptions.TrimEntries);
        lock (_gate)
        {
            switch (words[0])
            {
                case "/who":
                    Answer(sender, Messages.Present(Names()));
                    break;
                case "/nick":
                    Rename(sender, speaker, words is [_, var name] ? name : "");
                    break;
                default:
                    Answer(sender, Messages.NoSuchCommand(words[0]));
                    break;
            }
        }
    }

    private void Rename(Outbox sender, Participant speaker, string name)
    {
        string old = speaker.Name;
        if (!Nicknames.IsValid(name))
        {
            Answer(sender, Messages.NotANickname(Nicknames.MaxLength));
        }
        else if (!_nicknames.TryChange(old, speaker.GivenName, name))
        {
            Answer(sender, Messages.NicknameTaken(name));
        }
        else
        {
            speaker.Name = name;
            Answer(sender, Messages.NowCalled(name));
            Post(sender, Messages.Renamed(old, name));
        }
    }

    private void Post(Outbox sender, Sentence line) => PostLines(sender, Encoding.UTF8.GetBytes($"{line}\n"));

    private void PostLines(Outbox sender, ReadOnlySpan<byte> lines)
    {
        Chunk chunk = Chunk.Of(lines);
        clients.Post(chunk, sender);
        foreach (Outbox host in server.Members)
        {
            if (host.IsFull)
            {
                host.Drop(); // what clients say to each other does not wait for it
            }
        }

        server.Post(chunk, sender);
        chunk.Release();
    }

    private static void Answer(Outbox who, Sentence line)
    {
        Chunk chunk = Chunk.Of(Encoding.UTF8.GetBytes($"{line}\n"));
        who.Post(chunk);
        chunk.Release();
    }
}
