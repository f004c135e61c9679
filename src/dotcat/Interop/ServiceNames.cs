using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Services' names and their ports, as the system knows them: getservbyname(3), getservbyport(3).</summary>
internal static partial class ServiceNames
{
    /// <summary>Both calls answer in memory that the next one writes over.</summary>
    private static readonly Lock _gate = new();

    /// <summary>The port of a service for <c>tcp</c> or <c>udp</c>; null where the system has none of that name.</summary>
    public static unsafe ushort? Find(string name, string protocol)
    {
        if (OperatingSystem.IsWindows())
        {
            return FromFile(words => words[0] == name || Array.IndexOf(words, name, 2) > 0, protocol)?.Port;
        }

        lock (_gate)
        {
            Service* found = GetByName(name, protocol);
            return found is null ? null : BinaryPrimitives.ReverseEndianness(found->Port);
        }
    }

    /// <summary>What a port of <c>tcp</c> or <c>udp</c> is for; null where the system has no name for it.</summary>
    public static unsafe string? NameOf(int port, string protocol)
    {
        if (OperatingSystem.IsWindows())
        {
            return FromFile(words => words[1] == $"{port}/{protocol}", protocol)?.Name;
        }

        lock (_gate)
        {
            Service* found = GetByPort(BinaryPrimitives.ReverseEndianness((ushort)port), protocol);
            return found is null ? null : Marshal.PtrToStringUTF8(found->Name);
        }
    }

    /// <summary>services(5): <c>http 80/tcp www # comment</c>.</summary>
    private static (string Name, ushort Port)? FromFile(Predicate<string[]> isMeant, string protocol)
    {
        string path = Path.Combine(Environment.SystemDirectory, "drivers", "etc", "services");
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (
                words.Length > 1
                && words[1].EndsWith("/" + protocol, StringComparison.Ordinal)
                && isMeant(words)
                && ushort.TryParse(words[1].AsSpan(0, words[1].IndexOf('/', StringComparison.Ordinal)), out ushort port)
            )
            {
                return (words[0], port);
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "getservbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial Service* GetByName(string name, string protocol);

    [LibraryImport("libc", EntryPoint = "getservbyport", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial Service* GetByPort(int port, string protocol);

    /// <summary>struct servent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Service
    {
        public nint Name;
        public nint Aliases;

        /// <summary>In network byte order; an int, of which these are the bytes that count on little-endian machines.</summary>
        public ushort Port;
    }
}
