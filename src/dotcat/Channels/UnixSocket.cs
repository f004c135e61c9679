using System.Net.Sockets;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>
/// A Unix socket that removes the file it made when it is closed, and nothing else that has come to stand in its place.
/// </summary>
internal sealed class UnixSocket(SocketType type) : Socket(AddressFamily.Unix, type, ProtocolType.Unspecified)
{
    private (string Path, (ulong, ulong)? Identity)? _file;

    /// <summary>Told of a file that could not be removed, and why.</summary>
    public Action<string, Exception>? LeftFile { get; init; }

    /// <summary>Binds it to a path or an abstract name, as <see cref="UnixPath"/> has them.</summary>
    /// <param name="path">The path, or the abstract name.</param>
    /// <param name="leavesFile">Whether the file stays when it is closed.</param>
    public void BindTo(string path, bool leavesFile = false)
    {
        Bind(new SerializedEndPoint(UnixPath.ToEndPoint(path).Serialize()));
        _file = leavesFile || UnixPath.IsAbstract(path) ? null : (path, FileKinds.IdentityOf(path));
    }

    protected override void Dispose(bool disposing)
    {
        // As long as the socket is open nothing else can have the inode.
        if (disposing && _file is { Identity: { } own } file && FileKinds.IdentityOf(file.Path) == own)
        {
            Remove(file.Path);
        }

        _file = null;
        base.Dispose(disposing);
    }

    private void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LeftFile?.Invoke(path, e);
        }
    }
}
