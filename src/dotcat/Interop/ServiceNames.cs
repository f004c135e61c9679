using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>Port numbers by service name, as the system knows them: getservbyname(3).</summary>
internal static partial class ServiceNames
{
    /// <summary>The port of a service for <c>tcp</c> or <c>udp</c>; null where the system has none of that name.</summary>
    public static unsafe ushort? Find(string name, string protocol)
    {
        if (OperatingSystem.IsWindows())
        {
            return FromFile(Path.Combine(Environment.SystemDirectory, "drivers", "etc", "services"), name, protocol);
        }

        nint* found = GetServiceByName(name, protocol); // struct servent: two pointers, then the port in network byte order
        return found is null ? null : BinaryPrimitives.ReverseEndianness(*(ushort*)(found + 2));
    }

    /// <summary>services(5): <c>http 80/tcp www # comment</c>.</summary>
    private static ushort? FromFile(string path, string name, string protocol)
    {
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            string[] words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (
                words.Length > 1
                && words[1].EndsWith("/" + protocol, StringComparison.Ordinal)
                && (words[0] == name || Array.IndexOf(words, name, 2) > 0)
                && ushort.TryParse(words[1].AsSpan(0, words[1].IndexOf('/', StringComparison.Ordinal)), out ushort port)
            )
            {
                return port;
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "getservbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint* GetServiceByName(string name, string protocol);
}
