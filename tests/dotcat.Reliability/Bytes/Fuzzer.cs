using System.Diagnostics;
using System.Globalization;
using Dotcat.Tests.Support.Parsers;

namespace Dotcat.Reliability.Bytes;

/// <summary>Looks for bytes that a parser cannot stand: changes those that have got furthest into it.</summary>
internal sealed class Fuzzer(Parser parser, Coverage coverage, int seed)
{
    /// <summary>That a case may take.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromMilliseconds(250);

    private const int Tries = 3;

    private const long MostAllocated = 2 * 1024 * 1024; // bytes, and for each byte of the case
    private const long MostAllocatedPerByte = 1024;
    private const long MostGrowth = 4 * 1024 * 1024; // bytes that are kept, between a tenth of all cases and the last

    /// <summary>Bytes of a case that is kept for taking a branch more often: a long one would make all that follow slow.</summary>
    private const int Short = 512;

    private readonly Mutator _mutator = new(parser, seed);
    private readonly List<byte[]> _known = [];
    private long _knownSize;
    private long _mostAllocated;
    private long _done;
    private volatile byte[] _case = [];

    public long Done => Volatile.Read(ref _done);

    /// <summary>The one that is being read.</summary>
    public byte[] Case => _case;

    public string Figures { get; private set; } = "";

    public void Run(long cases, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        byte[][] given =
        [
            [],
            .. parser.Words,
            .. parser.Seeds,
        ];
        Array.ForEach(given, Try);

        long kept = 0;
        while (_done < cases && !cancellation.IsCancellationRequested)
        {
            Try(_mutator.Next(_known));
            kept = _done == cases / 10 ? Kept() : kept;
        }

        long growth = Kept() - kept;
        ParserException.ThrowUnless(
            growth <= MostGrowth,
            $"{growth} bytes more are kept than after a tenth of the cases"
        );
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{_done:N0} cases, {_done / seconds:N0} a second; {coverage.Edges:N0} edges, by {_known.Count:N0} of them; at most {_mostAllocated / 1024.0:N0} KiB for one, {growth / 1024.0:N0} KiB more kept"
        );
    }

    private void Try(byte[] bytes)
    {
        _case = bytes;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        parser.Check(bytes);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        (bool hasNew, bool hasMore) = coverage.Add();
        if (took > _longest && TimeAgain(bytes) is var again && again > _longest)
        {
            throw new ParserException($"it takes {again.TotalMilliseconds:0} ms");
        }

        ParserException.ThrowUnless(
            allocated <= MostAllocated + (MostAllocatedPerByte * bytes.Length),
            $"it takes {allocated} bytes of memory for {bytes.Length}"
        );
        _mostAllocated = Math.Max(_mostAllocated, allocated);
        if (hasNew || (hasMore && bytes.Length <= Short) || _known.Count == 0)
        {
            _known.Add(bytes);
            _knownSize += bytes.Length;
        }

        Volatile.Write(ref _done, _done + 1);
    }

    /// <summary>The least of some, of the processor's time: the rest was other programs'.</summary>
    private TimeSpan TimeAgain(byte[] bytes)
    {
        TimeSpan least = TimeSpan.MaxValue;
        for (int tries = 0; tries < Tries; tries++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            parser.Check(bytes);
            TimeSpan took = Environment.CpuUsage.TotalTime - before;
            least = took < least ? took : least;
        }

        return least;
    }

    /// <summary>Bytes that are kept, without those of the cases.</summary>
    private long Kept() => GC.GetTotalMemory(forceFullCollection: true) - _knownSize;
}
