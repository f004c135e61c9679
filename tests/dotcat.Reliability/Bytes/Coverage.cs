using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Dotcat.Reliability.Bytes;

/// <summary>
/// Which branches were taken, and how often, after which others: AFL's map
/// (https://lcamtuf.coredump.cx/afl/technical_details.txt, sections 1 and 2). Two may share a place in it.
/// </summary>
internal sealed unsafe class Coverage
{
    private const int Size = 64 * 1024; // SharpFuzz's marks have 16 bits

    private static readonly byte* _map = (byte*)NativeMemory.AllocZeroed(Size); // marks are met as long as the program runs

    private readonly byte[] _seen = new byte[Size];

    public Coverage() => Trace.SharedMem = _map;

    /// <summary>How many were seen.</summary>
    public int Edges { get; private set; }

    /// <summary>After a case, and before the next one.</summary>
    /// <returns>
    /// Whether it took a branch that none has taken before, and whether it took one more often than others, by a power of two.
    /// </returns>
    public (bool HasNew, bool HasMore) Add()
    {
        int before = Edges;
        bool hasMore = false;
        Trace.PrevLocation = 0;
        Span<byte> map = new(_map, Size);
        for (int at = 0; map[at..].IndexOfAnyExcept((byte)0) is >= 0 and var next; at++)
        {
            at += next;
            byte magnitude = (byte)(1 << byte.Log2(map[at]));
            Edges += _seen[at] == 0 ? 1 : 0;
            hasMore |= (_seen[at] & magnitude) == 0;
            _seen[at] |= magnitude;
            map[at] = 0;
            if (at + 1 == Size)
            {
                break;
            }
        }

        return (Edges > before, hasMore);
    }
}
