using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>
/// Clients that are turned away: what the server keeps of them. The first ones fill what a garbage collector lets
/// gather before it collects, which a leak would go on growing from.
/// </summary>
internal sealed class RefusedConnections(int count) : Workload
{
    private const int First = 40_000;
    private const int Clients = 4;

    public Metric Growth { get; } =
        new(
            FormattableString.Invariant(
                $"resident memory kept of {count:N0} refused connections, after another {First:N0}"
            ),
            "KiB",
            "N0"
        );

    public override IReadOnlyList<Metric> Metrics => [Growth];

    public override bool IsFor(Contender contender) => contender.Refuse is not null;

    public override double[] Measure(Contender contender)
    {
        using var server = Child.Start(contender.Refuse!, NullDevice.Handle, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(server, new Endpoint(0));
        Connect(endpoint, First);
        server.WaitUntilIdle();
        long before = server.ResidentMemory();
        Connect(endpoint, count);
        server.WaitUntilIdle();
        return server.ResidentMemory() is > 0 and var after
            ? [Math.Max(0, after - before) / 1024.0]
            : throw new MeasurementException($"ended by itself: {server.LastWords()}");
    }

    private static void Connect(Endpoint endpoint, int count) =>
        Parallel.For(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Clients },
            i =>
            {
                using var client =
                    Client.TryConnect(endpoint, (byte)(1 + (i % 100)))
                    ?? throw new MeasurementException("a connection could not be made");
                if (client.Receive(stackalloc byte[1]) > 0)
                {
                    throw new MeasurementException("a client that is to be refused was sent something");
                }
            }
        );
}
