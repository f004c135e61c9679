namespace Dotcat.Reliability.Peers;

/// <summary>Exchanges messages with an echo now and then, in turns with a bare one, and measures both.</summary>
internal sealed class HealthyClient : IDisposable
{
    private const int Window = 250; // exchanges
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(2);

    private readonly Exchanges _server;
    private readonly BareEcho _echo = new();
    private readonly Exchanges _bare;

    /// <param name="server">With the server under trial; owned.</param>
    public HealthyClient(Exchanges server)
    {
        _server = server;
        _bare = Exchanges.Connect(_echo.EndPoint);
        _ = Measure(2); // until both sides have compiled what they need
    }

    /// <summary>
    /// Measures in windows, as many as asked for, and more until a task has ended; the percentiles are the medians of the
    /// windows', so that what the machine does once and again does not count.
    /// </summary>
    public Latency Measure(int windows, Task? until = null)
    {
        var server = new List<double>();
        var bare = new List<double>();
        double[] serverTimes = new double[Window];
        double[] bareTimes = new double[Window];
        while (server.Count < windows || until is { IsCompleted: false })
        {
            for (int i = 0; i < Window; i++)
            {
                serverTimes[i] = _server.Once();
                bareTimes[i] = _bare.Once();
                Thread.Sleep(_pause);
            }

            server.Add(Percentile(serverTimes, 0.99));
            bare.Add(Percentile(bareTimes, 0.99));
        }

        return new Latency(Percentile([.. server], 0.5), Percentile([.. bare], 0.5));
    }

    public void Dispose()
    {
        _server.Dispose();
        _bare.Dispose();
        _echo.Dispose();
    }

    private static double Percentile(double[] values, double share)
    {
        Array.Sort(values);
        return values[(int)(values.Length * share)];
    }
}
