using Dotcat.Reliability.Data;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Ends;

/// <summary>
/// SIGKILL to one end of a transfer at a random moment: the other one fails, and says so, or has no byte that was not taken,
/// and says that its input went on; and a Unix socket's file that was
/// left is no obstacle to the next listener.
/// </summary>
internal sealed class KilledEnd(bool isOfPeer)
    : Trial("Machine", $"SIGKILL of the {(isOfPeer ? "listener" : "client")}")
{
    private const int Times = 200;
    private const int ShortTimes = 8;
    private const int Length = 200_000_000;

    public override async Task<string> RunAsync(Conditions conditions)
    {
        var random = new Random(conditions.Seed);
        int times = conditions.IsShort ? ShortTimes : Times;
        string path = Path.Combine(conditions.Folder, "s");
        int failed = 0;
        for (int i = 0; i < times; i++)
        {
            await using ToolProcess listener = ToolProcess.Start("-lvU", path);
            while (!listener.Lines.Any(static line => line.Contains("listening", StringComparison.Ordinal)))
            {
                await Task.Delay(2, conditions.Limit);
            }

            await using ToolProcess client = ToolProcess.Start("-vU", path);
            (ToolProcess killed, ToolProcess left) = isOfPeer ? (listener, client) : (client, listener);
            Task sending = SendAsync(left, conditions.Limit);
            await killed.Output.ReadExactlyAsync(new byte[1], conditions.Limit); // there is a connection
            Task reading = Received.ReadAsync(killed.Output, conditions.Limit);
            await Task.Delay(random.Next(60), conditions.Limit);
            _ = ProcessSignals.Send(killed.Id, ProcessSignals.Kill);
            int code = await left.ExitCodeAsync(conditions.Limit);
            await Task.WhenAll(sending, reading);
            bool isSaid = left.Lines.Any(static line =>
                line.Contains("not delivered", StringComparison.Ordinal)
                || line.Contains("the peer has closed the connection", StringComparison.Ordinal)
                || line.Contains("connection reset", StringComparison.Ordinal)
            );
            bool isTaken = left.Lines.Any(static line => line.Contains("still open", StringComparison.Ordinal));
            BrokenException.ThrowUnless(
                code == 1 ? isSaid : code == 0 && isTaken,
                $"time {i}: exit code {code}; {left.Words}"
            );
            failed += code;
        }

        return $"{failed} of {times} times it failed, else all had been taken, and it said so each time; the socket's file was no obstacle";
    }

    private static async Task SendAsync(ToolProcess tool, CancellationToken limit)
    {
        try
        {
            _ = await new Content(1, Length).WriteToAsync(tool.Input, limit);
        }
        catch (IOException)
        {
            // it has ended
        }
    }
}
