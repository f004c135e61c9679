using System.Globalization;
using System.Text;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Network;

/// <summary>
/// A sender of numbered lines that connects again after each reset: every byte arrives or is told, and none arrives twice.
/// </summary>
internal sealed class Reconnection() : Trial("Network", "--reconnect, a filter resets now and then")
{
    private static readonly TimeSpan _reset = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(800);

    public override IReadOnlyList<Requirement> Requirements =>
        [.. TwoHosts.Requirements, Requirement.Program("nft", "nftables")];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        int resets = conditions.IsShort ? 5 : 50;
        using var hosts = new TwoHosts(Impairment.None, conditions.Seed);
        await using ToolProcess listener = hosts.Far.StartTool("-lk", TwoHosts.FarAddress, "0", "--recv-only");
        int port = await listener.PortAsync(conditions.Limit);
        string[] rules = ["--reconnect", "--retry", "forever", "--retry-delay", "50ms", "--retry-max-delay", "200ms"];
        await using ToolProcess client = hosts.Near.StartTool([.. rules, "--json", TwoHosts.FarAddress, $"{port}"]);
        Task<HashSet<int>> receiving = ReceiveAsync(listener, conditions.Limit);
        using var over = new CancellationTokenSource();
        Task<int> sending = SendAsync(client, over.Token, conditions.Limit);
        for (int i = 0; i < resets; i++)
        {
            await Task.Delay(_between, conditions.Limit);
            hosts.Far.Reset(port);
            await Task.Delay(_reset, conditions.Limit);
            hosts.Far.Unfilter();
        }

        await Task.Delay(_between, conditions.Limit);
        await over.CancelAsync();
        int sent = await sending;
        int code = await client.ExitCodeAsync(conditions.Limit);
        _ = ProcessSignals.Send(listener.Id, ProcessSignals.Terminate);
        HashSet<int> received = await receiving;
        double told = client.Sum("closed", "undelivered") + client.Sum("error", "undelivered");
        int missing = sent - received.Count;
        int connections = client.Events("connected").Count;
        string seen =
            $"{sent:N0} lines over {connections} connections, {missing} of them lost and {told:N0} bytes told";
        BrokenException.ThrowUnless(connections > resets / 2, $"{seen}: it was not reset; {client.Words}");
        BrokenException.ThrowUnless(code == (told > 0 ? 1 : 0), $"{seen}, exit code {code}; {client.Words}");
        BrokenException.ThrowUnless(missing * (long)LineLength <= told + LineLength, $"{seen}; {client.Words}");
        return seen;
    }

    private const int LineLength = 10;

    /// <summary>How many lines were written.</summary>
    private static async Task<int> SendAsync(ToolProcess client, CancellationToken over, CancellationToken limit)
    {
        int next = 0;
        while (!over.IsCancellationRequested)
        {
            var piece = new StringBuilder();
            for (int i = 0; i < 20; i++)
            {
                _ = piece.Append(CultureInfo.InvariantCulture, $"{next++:D9}\n");
            }

            await client.Input.WriteAsync(Encoding.ASCII.GetBytes(piece.ToString()), limit);
            await client.Input.FlushAsync(limit);
            await Task.Delay(2, limit);
        }

        client.Input.Close();
        return next;
    }

    /// <summary>The numbers of the whole lines; those that a reset cut are not among them.</summary>
    private static async Task<HashSet<int>> ReceiveAsync(ToolProcess listener, CancellationToken limit)
    {
        var numbers = new HashSet<int>();
        using var reader = new StreamReader(listener.Output);
        while (await reader.ReadLineAsync(limit) is { } line)
        {
            if (line.Length == LineLength - 1)
            {
                BrokenException.ThrowUnless(
                    numbers.Add(int.Parse(line, CultureInfo.InvariantCulture)),
                    $"{line} twice"
                );
            }
        }

        return numbers;
    }
}
