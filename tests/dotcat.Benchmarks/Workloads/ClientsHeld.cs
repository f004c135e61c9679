using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Workloads;

/// <summary>
/// Clients that connect and stay, one after the other; then a line on stdin, which each of them has to receive.
/// Of a server that ends by itself, those are counted that it had accepted.
/// </summary>
internal sealed class ClientsHeld(int wanted) : Workload
{
    /// <summary>Connections between two looks at the memory, for a server that will not be there at the end.</summary>
    private const int Step = 500;

    /// <summary>Connections between two pauses: the shortest backlog, ncat's, has room for 10.</summary>
    private const int Burst = 5;

    private static readonly byte[] s_line = "hello\n"u8.ToArray();

    public Metric Held { get; } =
        new(FormattableString.Invariant($"clients held at once, of {wanted:N0}"), "clients", "N0", MoreIsBetter: true);

    public Metric Cost { get; } = new("resident memory for each client held", "KiB", "N1");

    public override IReadOnlyList<Metric> Metrics => [Held, Cost];

    public override bool IsFor(Contender contender) => contender.ServeAll is not null;

    public override double[] Measure(Contender contender)
    {
        using var input = new Pipe();
        using var server = Child.Start(contender.ServeAll!, input.ReadEnd, NullDevice.Handle, Limit);
        Endpoint endpoint = ListeningSocket.Wait(server, new Endpoint(0));
        server.WaitUntilIdle();
        long before = server.ResidentMemory();
        double each = 0;
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

                if (clients.Count % Step == 0 && server.ResidentMemory() is > 0 and var now)
                {
                    each = (double)(now - before) / clients.Count;
                }
            }

            server.WaitUntilIdle();
            if (server.HasExited)
            {
                _ = server.Wait(); // it may have been too slow
                return [clients.Count(WasLeft), each / 1024];
            }

            input.Write(s_line);
            int reached = clients.Count(IsReached);
            server.WaitUntilIdle();
            return [reached, (double)(server.ResidentMemory() - before) / clients.Count / 1024];
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static bool IsReached(Client client)
    {
        Span<byte> line = stackalloc byte[16];
        int count = client.Receive(line);
        return count > 0 && line[..count].SequenceEqual(s_line);
    }

    /// <summary>The end of a process ends what it had accepted, and resets what it had not.</summary>
    private static bool WasLeft(Client client) => client.Receive(stackalloc byte[1]) == 0;
}
