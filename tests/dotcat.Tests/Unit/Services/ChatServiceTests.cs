using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Dotcat.Interop;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

/// <summary>What each of a chat is shown, without a network.</summary>
public sealed class ChatServiceTests : IAsyncDisposable
{
    private const string Commands = "<announce> /who tells who is here, /nick NAME changes your name\n";

    private readonly ManualTime _time = new();
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<MemoryChannel, Task> _conversations = new();
    private ChatService? _chat;

    private MemoryChannel Stdio { get; } = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Line_OfOne_IsShownToAllOthersUnderItsName()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));

        await one.Arrive("hello\n");

        Assert.EndsWith("\n<user1> hello\n", two.WrittenText, StringComparison.Ordinal);
        Assert.EndsWith("\n<user1> hello\n", Stdio.WrittenText, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", one.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Line_OfOneThatCannotBeAnswered_IsShownToTheOthers()
    {
        Start();
        var nameless = new MemoryChannel { Datagram = true, Nameless = true };
        _conversations[nameless] = _chat!.ServeAsync(nameless, static () => { }, _stop.Token);

        await nameless.Arrive("hello\n");

        Assert.EndsWith("\n<user1> hello\n", Stdio.WrittenText, StringComparison.Ordinal);
        Assert.Empty(nameless.Writes);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Newcomer_IsGreeted_AndAnnouncedToTheOthers()
    {
        MemoryChannel one = await EnterAsync(1);
        MemoryChannel two = await EnterAsync(2);

        Assert.Equal(
            $"<announce> you are user1; here: user0\n{Commands}<announce> user2 (memory) has joined\n",
            one.WrittenText
        );
        Assert.Equal($"<announce> you are user2; here: user0, user1\n{Commands}", two.WrittenText);
        Assert.Equal("<announce> user1 (memory) has joined\n<announce> user2 (memory) has joined\n", Stdio.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_TakesPart_EvenBeforeAnybodyHasCome()
    {
        Start();
        await Stdio.Arrive("/nick hal\n/who\nanybody?\n");
        MemoryChannel one = await EnterAsync(1);
        await Stdio.Arrive("good ");
        await Stdio.Arrive("evening\n");

        Assert.Equal(
            """
            <announce> you are now called hal
            <announce> here: hal
            <announce> nobody else is here
            <announce> user1 (memory) has joined

            """,
            Stdio.WrittenText
        );
        Assert.Equal($"<announce> you are user1; here: hal\n{Commands}<hal> good evening\n", one.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_Ended_EndsItsPartOnly()
    {
        MemoryChannel one = await EnterAsync(1);
        _ = Stdio.Arrive("unfinished");
        Stdio.ArriveEnd();
        await ShownAsync(one, "<user0> unfinished\n<announce> user0 has left\n");

        await one.Arrive("still here\n");

        Assert.EndsWith("<user1> still here\n", Stdio.WrittenText, StringComparison.Ordinal);
        MemoryChannel two = await EnterAsync(2);
        Assert.StartsWith("<announce> you are user2; here: user1\n", two.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Input_NotWanted_IsNotReadAndHasNoName()
    {
        Start(
            new ServiceOptions
            {
                KeepOpen = true,
                Relay = new RelayOptions { ReceiveOnly = true },
            }
        );
        MemoryChannel one = await EnterAsync(1);

        await one.Arrive("hello\n");

        Assert.False(Stdio.Reading.IsCompleted);
        Assert.StartsWith("<announce> you are user1; nobody else is here\n", one.WrittenText, StringComparison.Ordinal);
        Assert.EndsWith("<user1> hello\n", Stdio.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Commands_AreAnsweredToTheSenderOnly()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));
        string before = two.WrittenText;

        await one.Arrive("/who\n/\n/quit now\n/nick\n/nick a b\n/nick user2\n\n");

        Assert.EndsWith(
            """
            <announce> here: user0, user1, user2
            <announce> / is unknown: /who tells who is here, /nick NAME changes your name; // begins a line with a slash
            <announce> /quit is unknown: /who tells who is here, /nick NAME changes your name; // begins a line with a slash
            <announce> a name is 1 to 32 letters, digits, - and _, as in /nick anna
            <announce> a name is 1 to 32 letters, digits, - and _, as in /nick anna
            <announce> user2 is somebody else's name

            """,
            one.WrittenText,
            StringComparison.Ordinal
        );
        Assert.Equal(before, two.WrittenText);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Name_Changed_IsAnnouncedAndShownFromThenOn()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));

        await one.Arrive("before\n/nick anna\n//after\n");

        Assert.EndsWith(
            "<user1> before\n<announce> user1 is now called anna\n<anna> /after\n",
            two.WrittenText,
            StringComparison.Ordinal
        );
        Assert.EndsWith("<announce> you are now called anna\n", one.WrittenText, StringComparison.Ordinal);
        one.ArriveEnd();
        await _conversations[one];
        await two.Arrive("/nick ANNA\n");
        Assert.EndsWith("<announce> you are now called ANNA\n", two.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_AtItsEnd_LeavesWithItsLastLineSaid()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));

        _ = one.Arrive("bye");
        one.ArriveEnd();
        await _conversations[one];

        Assert.EndsWith("<user1> bye\n<announce> user1 has left\n", two.WrittenText, StringComparison.Ordinal);
        Assert.DoesNotContain("has left", one.WrittenText, StringComparison.Ordinal);
        Assert.Empty(_stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_ThatFails_HasLeft()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));

        one.ArriveFailure(new SocketException((int)SocketError.ConnectionReset));
        await _conversations[one];

        Assert.EndsWith("<announce> user1 has left\n", two.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Client_WhoseWriteFails_HasLeftAfterTheLineForAll()
    {
        MemoryChannel[] all = [await EnterAsync(1), await EnterAsync(2), await EnterAsync(3), await EnterAsync(4)];
        all[1].WriteFailure = new SocketException((int)SocketError.ConnectionReset);

        await all[0].Arrive("hello\n");
        await _conversations[all[1]];

        string expected = "<user1> hello\n<announce> user2 has left\n";
        Assert.EndsWith(expected, all[2].WrittenText, StringComparison.Ordinal);
        Assert.EndsWith(expected, all[3].WrittenText, StringComparison.Ordinal);
        Assert.EndsWith(expected, Stdio.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_AreLinesEach()
    {
        MemoryChannel one = await EnterAsync(1, new MemoryChannel { Datagram = true });

        await one.Arrive("one");
        await one.Arrive("two\nthree\n");
        await one.Arrive("");

        Assert.EndsWith("\n<user1> one\n<user1> two\n<user1> three\n", Stdio.WrittenText, StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_OfMuchTalkAtOnce_AreNoneTooLarge()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));
        string noise = string.Concat(Enumerable.Repeat("\u001b\n€€€€€\n", 3000)) + new string('\u001b', 30_000) + "\n";

        await one.Arrive(noise);

        Assert.All(two.Writes, static write => Assert.InRange(write.Length, 1, 65_507));
        Assert.Equal(33_000, two.WrittenText.Split("\\x1b").Length - 1);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Silence_OverTheLimit_IsLeaving()
    {
        Start(new ServiceOptions { Relay = new RelayOptions { IdleTimeout = TimeSpan.FromSeconds(60) } });
        MemoryChannel one = await EnterAsync(1, new MemoryChannel { Datagram = true });

        _time.Advance(TimeSpan.FromSeconds(60));
        await _conversations[one];

        Assert.EndsWith("<announce> user1 has left\n", Stdio.WrittenText, StringComparison.Ordinal);
    }

    /// <summary>The peer's next channel does not get it any more.</summary>
    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagram_ReadAsItsPeersTimeRunsOut_IsShown()
    {
        TimeSpan limit = TimeSpan.FromSeconds(60);
        Start(new ServiceOptions { Relay = new RelayOptions { IdleTimeout = limit } });
        MemoryChannel one = await EnterAsync(1, new MemoryChannel { Datagram = true });
        Stdio.Stick(); // so that what is said to nobody else waits
        string much = string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 143));
        for (int i = 0; i < 64; i++)
        {
            await one.Arrive(much);
        }

        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = one.Arrive(() =>
        {
            _time.Advance(limit);
            read.SetResult();
            return "just in time"u8.ToArray();
        });
        await read.Task;
        await Task.WhenAny(_time.TimerSetAsync(Hub.HoldLimit), _conversations[one]);
        Stdio.Unstick();
        await _conversations[one];

        const string Last = "<user1> just in time\n<announce> user1 has left\n";
        await Eventually.TrueAsync(() => Stdio.WrittenText.EndsWith(Last, StringComparison.Ordinal), Last);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task AllAtOnce_SeeTheSameInTheSameOrder()
    {
        MemoryChannel[] talkers = [await EnterAsync(1), await EnterAsync(2), await EnterAsync(3)];
        MemoryChannel[] listeners = [await EnterAsync(4), await EnterAsync(5)];

        await Task.WhenAll(talkers.Select(talker => Task.Run(() => TalkAsync(talker))));

        string said = After("user5 (memory) has joined\n", Stdio.WrittenText);
        Assert.Equal(3 * 500, said.Split('\n').Length - 1);
        Assert.Equal(said, After("user5 (memory) has joined\n", listeners[0].WrittenText));
        Assert.Equal(said, After("changes your name\n", listeners[1].WrittenText));

        static async Task TalkAsync(MemoryChannel talker)
        {
            for (int i = 0; i < 500; i++)
            {
                await talker.Arrive($"line {i}\n");
            }
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Output_Stalled_IsLeftOutAndTheTalkGoesOn()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));
        Stdio.Stick();
        byte[] read = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 600)));
        long sent = 0;
        while (!_stderr.ToString().Contains("not written", StringComparison.Ordinal))
        {
            await one.Arrive(read);
            Assert.InRange(sent += read.Length, 0, 128 * 1024 * 1024);
        }

        await one.Arrive("still here\n");

        Assert.EndsWith("<user1> still here\n", two.WrittenText, StringComparison.Ordinal);
        Assert.StartsWith(
            "dotcat: standard output left out of the chat: nobody takes what is written to it\ndotcat: up to ",
            _stderr.ToString(),
            StringComparison.Ordinal
        );
        Assert.False(_chat!.Over.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Flood_ForAStalledOutputAlone_IsHeldUpAndThenGoesOn()
    {
        MemoryChannel one = await EnterAsync(1);
        Stdio.Stick();
        byte[] read = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 600)));
        Task flood = Task.Run(async () =>
        {
            for (int i = 0; i < 30; i++)
            {
                await one.Arrive(read);
            }
        });

        await _time.TimerSetAsync(TimeSpan.FromSeconds(5));
        Assert.False(flood.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(5));

        await flood;
        await _stop.CancelAsync();
        await _chat!.DisposeAsync(); // after it has said what there is to say
        Assert.Contains("standard output left out of the chat", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Output_WhoseReaderGoes_EndsTheChatInOrder()
    {
        MemoryChannel one = await EnterAsync(1);

        Stdio.Leave();

        Assert.Equal(ExitCode.Done, await _chat!.Over);
        Assert.Empty(_stderr.ToString());
        Assert.False(_conversations[one].IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Output_Broken_EndsTheChatInOrder()
    {
        MemoryChannel one = await EnterAsync(1);
        Stdio.WriteFailure = new BrokenPipeException();

        await one.Arrive("hello\n");

        Assert.Equal(ExitCode.Done, await _chat!.Over);
        Assert.Empty(_stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Output_Unwritable_IsAFailureWithWhatWasLost()
    {
        MemoryChannel one = await EnterAsync(1);
        Stdio.WriteFailure = new IOException("No space left on device");

        await one.Arrive("hello\n");

        Assert.Equal(ExitCode.Failed, await _chat!.Over);
        Assert.Equal(
            "dotcat: cannot write to standard output: no space left on device\n"
                + "dotcat: up to 14 bytes that arrived were not written\n",
            _stderr.ToString()
        );
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task End_OfTheRun_WhileTheLastLineOfInputIsHeldUp_IsInOrder()
    {
        MemoryChannel stuck = await EnterAsync(1);
        stuck.Stick();
        string posted = string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 143)); // in one piece of 16 KiB
        for (int i = 0; i < 64; i++)
        {
            await Stdio.Arrive(posted);
        }

        await Stdio.Arrive("unfinished");
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Stdio.Arrive(() =>
        {
            ended.SetResult();
            return [];
        });
        await ended.Task;

        await _stop.CancelAsync();
        await Task.WhenAll(_conversations.Values);
        await _chat!.DisposeAsync();

        Assert.DoesNotContain("cancel", _stderr.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task End_OfTheRun_IsNoLeavingAndLosesNothing()
    {
        (MemoryChannel one, MemoryChannel two) = (await EnterAsync(1), await EnterAsync(2));

        await _stop.CancelAsync();
        await Task.WhenAll(_conversations.Values);

        Assert.DoesNotContain(
            "has left",
            one.WrittenText + two.WrittenText + Stdio.WrittenText,
            StringComparison.Ordinal
        );
        Assert.Empty(_stderr.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_conversations.Values);
        await (_chat?.DisposeAsync() ?? ValueTask.CompletedTask);
        _stop.Dispose();
        await _stderr.DisposeAsync();
    }

    private static string After(string mark, string text) =>
        text[(text.LastIndexOf(mark, StringComparison.Ordinal) + mark.Length)..];

    private static Task ShownAsync(MemoryChannel to, string end) =>
        Support.Eventually.TrueAsync(() => to.WrittenText.EndsWith(end, StringComparison.Ordinal), end);

    private void Start(ServiceOptions? options = null)
    {
        options ??= new ServiceOptions { KeepOpen = true };
        _chat = new ChatService(Stdio, options, new Reporter(_stderr, Verbosity.Quiet), _time);
        _chat.Start(_stop.Token);
    }

    private async Task<MemoryChannel> EnterAsync(int number, MemoryChannel? client = null)
    {
        if (_chat is null)
        {
            Start();
        }

        client ??= new MemoryChannel();
        _conversations[client] = _chat!.ServeAsync(client, static () => { }, _stop.Token);
        await client.Reading;
        Assert.Contains($"you are user{number};", client.WrittenText, StringComparison.Ordinal);
        return client;
    }
}
