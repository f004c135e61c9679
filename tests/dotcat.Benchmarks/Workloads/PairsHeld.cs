using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>Clients that connect through a tool to a server, and stay; the server has to see each of them.</summary>
internal sealed class PairsHeld(int wanted) : Workload
{
    /// <summary>Connections between two pauses, so that no backlog runs over.</summary>
    private const int Burst = 20;

    public Metric Held { get; } =
        new(FormattableString.Invariant($"pairs held at once, of {wanted:N0}"), "pairs", "N0", MoreIsBetter: true);

    public Metric Cost { get; } = new("resident memory for each pair held", "KiB", "N1");

    public Metric Threads { get; } = new("threads for them", "threads", "N0");

    public override IReadOnlyList<Metric> Metrics => [Held, Cost, Threads];

    public override bool IsFor(Contender contender) =>
        contender is DotcatTool && contender.Forward(new Endpoint(0), all: true) is not null;

    public override double[] Measure(Contender contender)
    {
        using var server = new HoldingServer();
        string[] command = contender.Forward(new Endpoint(server.Port), all: true)!;
        using var between = Child.Start(command, NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(between, new Endpoint(0));
        between.WaitUntilIdle();
        long before = between.ResidentMemory();
        var clients = new List<Client>(wanted);
        try
        {
            while (clients.Count < wanted && Client.TryConnect(endpoint) is { } client)
            {
                clients.Add(client);
                if (clients.Count % Burst == 0)
                {
                    Thread.Sleep(1);
                }
            }

            between.WaitUntilIdle();
            double each = (double)(between.ResidentMemory() - before) / clients.Count / 1024;
            return [server.Held, each, Directory.GetDirectories($"/proc/{between.Id}/task").Length];
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }
}
