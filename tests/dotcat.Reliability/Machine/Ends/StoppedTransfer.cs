using Dotcat.Reliability.Data;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Ends;

/// <summary>SIGSTOP and SIGCONT, again and again, to either end of a transfer.</summary>
internal sealed class StoppedTransfer() : Trial("Machine", "SIGSTOP and SIGCONT in mid-transfer")
{
    private const long Length = 1_000_000_000;
    private const long ShortLength = 100_000_000;

    public override async Task<string> RunAsync(Conditions conditions)
    {
        await using ToolProcess listener = ToolProcess.Start("-l", "127.0.0.1", "0");
        await using ToolProcess client = ToolProcess.Start(
            "127.0.0.1",
            $"{await listener.PortAsync(conditions.Limit)}"
        );
        long length = conditions.IsShort ? ShortLength : Length;
        Task<string> exchange = Exchange.RunAsync(client, listener, length, conditions);
        var random = new Random(conditions.Seed);
        int stops = 0;
        for (; !exchange.IsCompleted; stops++)
        {
            await Task.Delay(random.Next(20), conditions.Limit);
            ToolProcess tool = random.Next(2) == 0 ? client : listener;
            if (!tool.HasExited)
            {
                _ = ProcessSignals.Send(tool.Id, ProcessSignals.Stop);
                await Task.Delay(random.Next(50), conditions.Limit);
                _ = ProcessSignals.Send(tool.Id, ProcessSignals.Continue);
            }
        }

        return $"{await exchange}, stopped {stops} times";
    }
}
