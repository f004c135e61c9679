using System.Runtime.InteropServices;
using Dotcat.Benchmarks.Processes;

namespace Dotcat.Benchmarks.Network;

/// <summary>Many clients that read whatever they are sent, and throw it away.</summary>
internal sealed unsafe class Crowd : IDisposable
{
    private const int Largest = 1024 * 1024;

    private readonly Client[] _clients;
    private readonly long[] _received;
    private readonly Wait[] _waits;

    public Crowd(Endpoint endpoint, int size)
    {
        _clients =
        [
            .. Enumerable
                .Range(0, size)
                .Select(_ => Client.TryConnect(endpoint) ?? throw new MeasurementException("a reader cannot connect")),
        ];
        _received = new long[size];
        _waits = [.. _clients.Select(client => new Wait { Descriptor = client.Descriptor, Events = Libc.POLLIN })];
    }

    /// <summary>Bytes, of all of them together.</summary>
    public long Received => _received.Sum();

    public bool HasEachReceived => !_received.Contains(0);

    /// <summary>Waits until some of them have bytes to read; how many bytes those were, 0 where none came in time.</summary>
    public long Discard(TimeSpan limit)
    {
        fixed (Wait* waits = _waits)
        {
            if (Libc.Poll(waits, (nuint)_waits.Length, (int)limit.TotalMilliseconds) < 0)
            {
                throw Libc.Error("poll");
            }
        }

        long sum = 0;
        for (int i = 0; i < _waits.Length; i++)
        {
            if (_waits[i].Returned != 0)
            {
                int count = _clients[i].Discard(Largest);
                _received[i] += count > 0 ? count : throw new MeasurementException($"reader {i} was left");
                sum += count;
            }
        }

        return sum;
    }

    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Wait
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
