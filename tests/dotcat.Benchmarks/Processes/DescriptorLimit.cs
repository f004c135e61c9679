namespace Dotcat.Benchmarks.Processes;

/// <summary>How many files and sockets a process may have open. The runtime raises it as far as it may be raised.</summary>
internal static class DescriptorLimit
{
    /// <summary>What the benchmark and the server need besides the clients.</summary>
    private const int Reserve = 300;

    /// <summary>As many clients as wanted, or as this process and the server, its child, may have.</summary>
    public static unsafe int RoomFor(int clients)
    {
        nuint* limits = stackalloc nuint[2]; // struct rlimit: the one that counts, and how far it may be raised
        return Libc.GetLimit(Libc.RLIMIT_NOFILE, limits) == 0
            ? (int)Math.Min((nuint)clients, Math.Max(limits[0], Reserve + 1) - Reserve)
            : throw Libc.Error("getrlimit");
    }
}
