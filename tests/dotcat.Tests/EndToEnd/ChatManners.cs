using System.Net;
using System.Net.Sockets;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What a chat makes of what clients send, however they send it.</summary>
public sealed class ChatManners
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACodePointInTwoReads_IsWhole()
    {
        await using ChatServer chat = await ChatServer.StartAsync();
        await using Chatter listener = await chat.EnterAsync();
        using Socket speaker = chat.ConnectSocket(IPAddress.IPv6Loopback);
        speaker.NoDelay = true;
        await listener.HearAsync($"<announce> user2 ({speaker.LocalEndPoint}) has joined");

        foreach (byte part in Encoding.UTF8.GetBytes("/nick é\n€ 😀\n"))
        {
            await speaker.SendBytesAsync(new[] { part });
            await Eventually.TrueAsync(() => SendQueueOf(speaker) == 0, "a byte that was taken");
        }

        await listener.HearAsync("<announce> user2 is now called é");
        await listener.HearAsync("<é> € 😀");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task EveryByte_LeavesTheTerminalAlone()
    {
        await using ChatServer chat = await ChatServer.StartAsync();
        await using Chatter speaker = await chat.EnterAsync();
        using Socket listener = chat.ConnectSocket();
        await speaker.HearAsync($"<announce> user2 ({listener.LocalEndPoint}) has joined");
        using Socket raw = chat.ConnectSocket();

        await raw.SendBytesAsync(Enumerable.Range(0, 256).Select(static value => (byte)value).ToArray());
        raw.Shutdown(SocketShutdown.Send);
        await speaker.HearAsync("<announce> user3 has left");
        await speaker.FinishAsync();
        listener.Shutdown(SocketShutdown.Send);
        byte[] shown = await listener.ReceiveToEndAsync();

        Assert.DoesNotContain(shown, static value => value is < 0x20 and not ((byte)'\n' or (byte)'\t') or >= 0x7F);
        Assert.Contains("> \\x0b\\x0c\\x0d\\x0e", Encoding.ASCII.GetString(shown), StringComparison.Ordinal);
        Assert.Contains("~\\x7f\\x80", Encoding.ASCII.GetString(shown), StringComparison.Ordinal);
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Transport.UnixStream)]
    [InlineData(Transport.AbstractStream)]
    [InlineData(Transport.Tcp4)]
    public async Task OverAStreamOfAnyKind_AllTalk(Transport transport)
    {
        await using ToolListener listener = await ToolListener.StartAsync(transport, "--chat");
        Chatter server = Chatter.By(listener.Process);
        await using Chatter one = Chatter.By(listener.ConnectSocket());
        await one.HearGreetingAsync();
        await using Chatter two = Chatter.By(listener.ConnectSocket());
        await two.HearGreetingAsync();

        await one.SayAsync("from one\n");
        await two.HearAsync("<user1> from one");
        await two.SayAsync("from two\n");
        await one.HearAsync("<user2> from two");
        await server.HearAsync("<user2> from two");
        await server.SayAsync("from the server\n");

        await Task.WhenAll(one.HearAsync("<user0> from the server"), two.HearAsync("<user0> from the server"));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task LinesAreSentWithCrlf_WhereAskedFor()
    {
        await using ChatServer chat = await ChatServer.StartAsync("-C");
        using Socket client = chat.ConnectSocket();
        const string Greeting = "<announce> you are user1; here: user0\r\n";
        Assert.Equal(Greeting, Encoding.UTF8.GetString(await client.ReceiveExactlyAsync(Greeting.Length)));

        await client.SendTextAsync("hello\r\n");

        await Chatter.By(chat.Process).HearAsync("<user1> hello");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnInputThatIsNotWanted_IsNotReadAndHasNoName()
    {
        await using ChatServer chat = await ChatServer.StartAsync("--recv-only");
        await chat.Process.WriteAsync("unheard\n");
        await using Chatter one = await chat.EnterAsync();
        await using Chatter two = await chat.EnterAsync();

        await one.SayAsync("/who\nhello\n");

        await one.HearAsync("<announce> here: user1, user2");
        await two.HearAsync("<user1> hello");
        await Chatter.By(chat.Process).HearAsync("<user1> hello");
        Assert.DoesNotContain("unheard", one.Heard + two.Heard, StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnInputThatEnded_EndsNothingElse()
    {
        await using ChatServer chat = await ChatServer.StartAsync();
        chat.Process.FinishInput();
        await using Chatter one = await chat.EnterAsync();
        await using Chatter two = await chat.EnterAsync();

        await one.SayAsync("still here\n");

        await two.HearAsync("<user1> still here");
        Assert.False(chat.Process.HasExited);
    }

    private static long SendQueueOf(Socket socket) => Dotcat.Interop.SendQueue.Length(socket);
}
