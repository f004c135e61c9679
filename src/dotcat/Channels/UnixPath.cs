using System.Net.Sockets;
using System.Text;

namespace Dotcat.Channels;

/// <summary>Names of Unix sockets: a path, or on Linux an abstract name written <c>@name</c> (unix(7)).</summary>
internal static class UnixPath
{
    /// <summary>sun_path less its final NUL, in bytes.</summary>
    public static readonly int MaxBytes = OperatingSystem.IsLinux() || OperatingSystem.IsWindows() ? 107 : 103;

    public static bool IsAbstract(string path) => OperatingSystem.IsLinux() && path.StartsWith('@');

    public static int Length(string path) => Encoding.UTF8.GetByteCount(path);

    public static UnixDomainSocketEndPoint ToEndPoint(string path) => new(IsAbstract(path) ? "\0" + path[1..] : path);
}
