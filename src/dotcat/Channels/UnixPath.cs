using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dotcat.Channels;

/// <summary>Names of Unix sockets: a path, or on Linux an abstract name written <c>@name</c> (unix(7)).</summary>
internal static class UnixPath
{
    /// <summary>sun_path less its final NUL, in bytes.</summary>
    public static readonly int MaxBytes = OperatingSystem.IsLinux() || OperatingSystem.IsWindows() ? 107 : 103;

    /// <summary>Where the name stands in an address: sun_path, behind two bytes for the family.</summary>
    private const int Offset = 2;

    public static bool IsAbstract(string path) => OperatingSystem.IsLinux() && path.StartsWith('@');

    public static int Length(string path) => Encoding.UTF8.GetByteCount(path);

    public static UnixDomainSocketEndPoint ToEndPoint(string path) => new(IsAbstract(path) ? "\0" + path[1..] : path);

    /// <summary>The address with a name as it stands in sun_path, with NULs behind it, or none at all.</summary>
    public static EndPoint Read(ReadOnlySpan<byte> name)
    {
        bool isAbstract = name is [0, ..];
        int end = isAbstract ? name.LastIndexOfAnyExcept((byte)0) + 1 : name.IndexOf((byte)0);
        name = name[..Math.Min(end < 0 ? name.Length : end, MaxBytes + 1)]; // another system's may be longer
        var address = new SocketAddress(AddressFamily.Unix, Offset + name.Length);
        name.CopyTo(address.Buffer.Span[Offset..]);
        return new UnixDomainSocketEndPoint("?").Create(address);
    }

    /// <summary>Writes an address's name as it stands in sun_path.</summary>
    /// <param name="name">NULs, as many as the longest name has bytes.</param>
    /// <param name="end">The address of a Unix socket.</param>
    public static void Write(Span<byte> name, EndPoint end)
    {
        SocketAddress address = end.Serialize();
        address.Buffer.Span[Math.Min(Offset, address.Size)..address.Size].CopyTo(name);
    }
}
