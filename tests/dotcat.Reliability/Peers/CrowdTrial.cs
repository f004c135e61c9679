using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Peers;

/// <summary>
/// Clients of a bad manner come to an echo, as fast as they can or in bursts. Beside them a healthy one is answered nearly as
/// fast as when it is alone; when they have gone, nothing of them is left.
/// </summary>
/// <param name="manner">What each does.</param>
/// <param name="burst">How many connect in a millisecond; null for one after the other.</param>
internal sealed class CrowdTrial(Manner manner, int? burst = null)
    : Trial("Peers", (burst is null ? "" : $"{burst} connects a millisecond: ") + manner.Name)
{
    /// <summary>How much more of its quiet latency is allowed.</summary>
    private const double Most = 2;

    private const int Windows = 8;

    private const int Visits = 3;
    private const int ShortVisits = 2;

    /// <summary>MB that may be left when the crowds have gone: the runtime keeps what it once had, up to a point.</summary>
    private const double Left = 64;

    /// <summary>The same for each client that was there at once: what one had sent who never read.</summary>
    private const double LeftEach = 0.064;

    /// <summary>How long those come at least who do not stay.</summary>
    private static readonly TimeSpan _coming = TimeSpan.FromSeconds(5);

    public override async Task<string> RunAsync(Conditions conditions)
    {
        int size = conditions.IsShort ? 2_000 : 10_000;
        await using var server = ToolProcess.Start("-lk", "--echo", "127.0.0.1", "0");
        var address = new IPEndPoint(IPAddress.Loopback, await server.PortAsync(conditions.Limit));
        using var healthy = new HealthyClient(Exchanges.Connect(address));
        Latency quiet = healthy.Measure(Windows);
        ServerState before = ServerState.Of(server.Id);
        var visits = new List<Visit>();
        for (int i = 0; i < (conditions.IsShort ? ShortVisits : Visits); i++)
        {
            visits.Add(await VisitAsync(server, address, size, healthy, conditions.Limit));
        }

        Latency[] judged = [.. visits.Select(visit => manner.Stays ? visit.Beside : visit.Arriving)];
        double[] left = [before.Megabytes, .. visits.Select(visit => visit.After.Megabytes)];
        string seen = string.Create(
            CultureInfo.InvariantCulture,
            $"{size:N0} clients, {visits.Count} times; p99 in ms (of a bare echo) {quiet} alone, {string.Join(", ", judged)} beside them; MB {visits.Max(visit => visit.During.Megabytes):0} with them, {string.Join(", ", left.Select(it => it.ToString("0", null)))} before and after"
        );
        BrokenException.ThrowUnless(server.Lines.Count == 1, $"{seen}; {server.Words}");
        BrokenException.ThrowUnless( // once may be the machine
            judged.Any(it => !it.Exceeds(quiet, Most, conditions.IsShort)),
            $"the healthy client waited; {seen}"
        );
        BrokenException.ThrowUnless(left[^1] < Left + (LeftEach * size), $"memory grows; {seen}");
        return seen;
    }

    /// <summary>A crowd comes and goes.</summary>
    private async Task<Visit> VisitAsync(
        ToolProcess server,
        IPEndPoint address,
        int size,
        HealthyClient healthy,
        CancellationToken limit
    )
    {
        ServerState before = ServerState.Of(server.Id);
        Task<List<Socket>> coming = Task.Factory.StartNew(
            () => Come(address, size),
            limit,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        Latency arriving = healthy.Measure(1, coming);
        List<Socket> crowd = await coming;
        using var over = new CancellationTokenSource();
        Task trickling = TrickleAsync(crowd, over.Token);
        Latency beside = healthy.Measure(Windows);
        ServerState during = ServerState.Of(server.Id);
        await over.CancelAsync();
        await trickling;
        crowd.ForEach(socket => socket.Dispose());
        await UntilGoneAsync(server, before, limit);
        return new Visit(arriving, beside, during, ServerState.Of(server.Id));
    }

    private List<Socket> Come(IPEndPoint server, int size)
    {
        var stay = new List<Socket>();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < size || (!manner.Stays && Stopwatch.GetElapsedTime(start) < _coming); i++)
        {
            if (burst is null || i % burst == 0)
            {
                Thread.Sleep(burst is null && i % 10 != 0 ? 0 : 1);
            }

            if (manner.Meet(server) is { } socket)
            {
                stay.Add(socket);
            }
        }

        return stay;
    }

    /// <summary>A byte of each in turn.</summary>
    private async Task TrickleAsync(List<Socket> crowd, CancellationToken over)
    {
        if (manner.BytesAMinute == 0)
        {
            return;
        }

        byte[] one = [(byte)'.'];
        TimeSpan pause = TimeSpan.FromMinutes(1) / (crowd.Count * manner.BytesAMinute);
        double due = 0;
        for (int i = 0; !over.IsCancellationRequested; i++)
        {
            _ = crowd[i % crowd.Count].Send(one);
            due += pause.TotalMilliseconds;
            if (due >= 1)
            {
                await Task.Delay((int)due, CancellationToken.None);
                due -= (int)due;
            }
        }
    }

    private static async Task UntilGoneAsync(ToolProcess server, ServerState before, CancellationToken limit)
    {
        for (int wait = 0; ServerState.Of(server.Id).Descriptors > before.Descriptors; wait++)
        {
            int left = ServerState.Of(server.Id).Descriptors - before.Descriptors;
            BrokenException.ThrowUnless(
                wait < 100,
                $"{left} descriptors are left 10 s after the crowd has gone; {server.Words}"
            );
            await Task.Delay(100, limit);
        }
    }

    private sealed record Visit(Latency Arriving, Latency Beside, ServerState During, ServerState After);
}
