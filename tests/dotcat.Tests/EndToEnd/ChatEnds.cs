using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>How a chat ends, and how it does not.</summary>
public sealed class ChatEnds
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(Signal.Interrupt, 130)]
    [InlineData(Signal.Terminate, 143)]
    public async Task ASignal_EndsItInOrder(Signal signal, int exitCode)
    {
        await using ChatServer chat = await ChatServer.StartAsync();
        await using Chatter one = await chat.EnterAsync();
        await using Chatter two = await chat.EnterAsync();
        await one.SayAsync("hello\n");
        await two.HearAsync("<user1> hello");
        await Chatter.By(chat.Process).HearAsync("<user1> hello");

        chat.Process.Send(signal);

        Assert.Equal(exitCode, await chat.Process.ExitCodeAsync());
        await Task.WhenAll(one.HearToEndAsync(), two.HearToEndAsync());
        Assert.DoesNotContain("has left", one.Heard + two.Heard, StringComparison.Ordinal);
        Assert.Single(chat.Process.ErrorLines); // where it listens
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ASignal_RemovesTheSocketFile()
    {
        await using ToolListener chat = await ToolListener.StartAsync(Transport.UnixStream, "--chat");
        await using Chatter one = Chatter.By(chat.ConnectSocket());
        await one.HearGreetingAsync();

        chat.Process.Send(Signal.Interrupt);

        Assert.Equal(130, await chat.Process.ExitCodeAsync());
        Assert.False(File.Exists(UnixAddress.Of(chat.EndPoint)));
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AReaderOfItsOutputThatGoes_EndsItInOrder()
    {
        ToolMachine.RequireSightOfOtherEnd();
        await using ChatServer chat = await ChatServer.StartAsync(
            Tool.StartInShell("{ \"$0\" \"$@\"; echo \"exit $?\" >&2; } | head -n 2", "--chat", "0")
        );
        await using Chatter one = await chat.EnterAsync();

        await one.SayAsync("hello\n");
        await one.HearToEndAsync();

        await chat.Process.ErrorLineAsync("exit 0");
        Assert.Equal(2, chat.Process.ErrorLines.Count); // where it listens, and that
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientThatResets_HasLeftAndNobodyElse()
    {
        await using ChatServer chat = await ChatServer.StartAsync();
        await using Chatter one = await chat.EnterAsync();
        using Socket two = chat.ConnectSocket();
        await one.HearAsync($"<announce> user2 ({two.LocalEndPoint}) has joined");

        two.Reset();

        await one.HearAsync("<announce> user2 has left");
        await one.SayAsync("still here\n");
        await Chatter.By(chat.Process).HearAsync("<user1> still here");
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AClientThatIsSilentForTooLong_HasLeft()
    {
        await using ChatServer chat = await ChatServer.StartAsync("-i", "200ms");
        await using Chatter one = await chat.EnterAsync();

        await Chatter.By(chat.Process).HearAsync("<announce> user1 has left");
        await one.HearToEndAsync();
    }
}
