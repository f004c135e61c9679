namespace Dotcat.Channels;

/// <summary>What all peers of a run move together, those included that have gone.</summary>
internal sealed class Traffic(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Meter> _present = [];
    private long _sentBefore; // by those who have gone
    private long _receivedBefore;
    private int _peers;
    private long _start;

    /// <summary>So far; null where no peer has come yet.</summary>
    public TrafficCount? Count
    {
        get
        {
            lock (_gate)
            {
                return _peers == 0
                    ? null
                    : new TrafficCount(
                        _sentBefore + _present.Sum(static meter => meter.Sent),
                        _receivedBefore + _present.Sum(static meter => meter.Received),
                        _present.Count,
                        _peers,
                        time.GetElapsedTime(_start)
                    );
            }
        }
    }

    /// <summary>A meter for a peer that has come.</summary>
    public Meter Join()
    {
        var meter = new Meter();
        lock (_gate)
        {
            _start = _peers++ == 0 ? time.GetTimestamp() : _start;
            _present.Add(meter);
        }

        return meter;
    }

    public void Leave(Meter meter)
    {
        lock (_gate)
        {
            _present.Remove(meter);
            _sentBefore += meter.Sent;
            _receivedBefore += meter.Received;
        }
    }
}
