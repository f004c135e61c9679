using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>One who takes nothing costs itself.</summary>
public sealed class ChatStalls
{
    private const int Lines = 48 * 1024;

    /// <summary>1 KiB.</summary>
    private static readonly string _line = new string('x', 1023) + "\n";

    [SkippableFact(Timeout = TimeLimit.Transfer)]
    public async Task AStalledClient_IsDroppedWhile48MebibytesPassIt()
    {
        await using ChatServer chat = await ChatServer.StartAsync(
            Tool.StartInShell("exec \"$0\" \"$@\" >/dev/null", "--chat", "0")
        );
        await using Chatter speaker = await chat.EnterAsync();
        using Socket stalled = chat.ConnectSocket();
        await speaker.HearAsync($"<announce> user2 ({stalled.LocalEndPoint}) has joined");
        using Socket listener = chat.ConnectSocket();
        await speaker.HearAsync($"<announce> user3 ({listener.LocalEndPoint}) has joined");

        Task<byte[]> hearing = listener.ReceiveToEndAsync();
        string part = string.Concat(Enumerable.Repeat(_line, 1024));
        for (int i = 0; i < Lines / 1024; i++)
        {
            await speaker.SayAsync(part);
        }

        await chat.Process.ErrorLineAsync($"{stalled.LocalEndPoint} dropped: it does not take what is sent to it");
        await speaker.HearAsync("<announce> user2 has left");
        await speaker.FinishAsync();
        await speaker.HearToEndAsync();
        listener.Shutdown(SocketShutdown.Send);
        string heard = Encoding.UTF8.GetString(await hearing);
        string said = string.Concat(
            heard.Split('\n').Where(static line => line.StartsWith("<user1>", StringComparison.Ordinal))
        );

        Assert.Equal(Lines * (_line.Length + 7), said.Length);
        Assert.Equal(Lines, heard.Split("<user1> " + _line).Length - 1);
        Assert.InRange(PeakMemory(chat.Process), 1, 200_000);
    }

    [SkippableFact(Timeout = TimeLimit.Transfer)]
    public async Task AStalledOutput_IsLeftOutWhileTheTalkGoesOn()
    {
        await using ChatServer chat = await ChatServer.StartAsync(); // whose output nobody reads
        await using Chatter speaker = await chat.EnterAsync();
        await using Chatter listener = await chat.EnterAsync();
        string part = string.Concat(Enumerable.Repeat(_line, 1024));
        Task hearing = listener.HearAsync("<user1> end");

        for (int i = 0; i < 24; i++)
        {
            await speaker.SayAsync(part);
        }

        await speaker.SayAsync("end\n");

        await hearing;
        await chat.Process.ErrorLineAsync("standard output left out of the chat: nobody takes what is written to it");
        await chat.Process.WriteAsync("goes on\n");
        await listener.HearAsync("<user0> goes on");
    }

    /// <summary>In kB.</summary>
    private static long PeakMemory(RunningProcess process)
    {
        string line = File.ReadLines($"/proc/{process.Id}/status")
            .First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
