using System.Net;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A talk as each of those who take part is shown it.</summary>
[UsesVerify]
public sealed class ChatTalk
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AmongThreeClientsAndTheServer()
    {
        await using ChatServer chat = await ChatServer.StartAsync();
        Chatter server = Chatter.By(chat.Process);
        await using Chatter one = await chat.EnterAsync(IPAddress.IPv6Loopback);
        await using Chatter two = await chat.EnterAsync("ncat", IPAddress.Loopback);
        await using Chatter three = await chat.EnterAsync("nc", IPAddress.IPv6Loopback, "-N");
        Chatter[] all = [server, one, two, three];

        await SayAsync(one, "good evening\n", "<user1> good evening");
        await SayAsync(server, "Grüße aus Köln 👋\r\n", "<user0> Grüße aus Köln 👋");
        await SayAsync(two, "/nick 花子\n", "<announce> user2 is now called 花子");
        await two.HearAsync("<announce> you are now called 花子");
        await SayAsync(two, "\nこんばんは\n", "<花子> こんばんは");
        await three.SayAsync("/who\n/nick 花子\n/me waves\n");
        await SayAsync(three, "//who is a command\n", "<user3> /who is a command");
        await SayAsync(
            three,
            "\u001b]0;pwned\u0007\u009b31m\u202etxt.exe\n",
            "<user3> \\x1b]0;pwned\\x07\\u009b31m\\u202etxt.exe"
        );
        await SayAsync(one, "two lines\nat once\n", "<user1> at once");
        await FinishAsync(three, "last words", "<user3> last words", "<announce> user3 has left");
        await FinishAsync(two, "", "<announce> 花子 has left");
        await FinishAsync(server, "/nick hal\nthe end\n", "<hal> the end", "<announce> hal has left");
        await FinishAsync(one, "alone\n");
        await server.HearAsync("<announce> user1 has left");

        await Verify(ToText(("server", server), ("user1, a socket", one), ("user2, ncat", two), ("user3, nc", three)));

        async Task SayAsync(Chatter speaker, string text, string heard)
        {
            await speaker.SayAsync(text);
            await Task.WhenAll(all.Where(other => other != speaker).Select(other => other.HearAsync(heard)));
        }

        async Task FinishAsync(Chatter speaker, string text, params string[] heard)
        {
            await speaker.SayAsync(text);
            await speaker.FinishAsync();
            all = [.. all.Where(other => other != speaker || other == server)];
            foreach (string line in heard)
            {
                await Task.WhenAll(all.Where(other => other != speaker).Select(other => other.HearAsync(line)));
            }

            if (speaker != server)
            {
                await speaker.HearToEndAsync();
            }
        }
    }

    private static string ToText(params (string Who, Chatter Chatter)[] chatters)
    {
        var text = new StringBuilder();
        foreach ((string who, Chatter chatter) in chatters)
        {
            text.Append(who).Append(":\n").Append(Scrub.Text(chatter.Heard)).Append('\n');
        }

        return text.ToString().TrimEnd();
    }
}
