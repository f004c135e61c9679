using System.Net;
using System.Net.Sockets;

namespace Dotcat.Dialing;

/// <summary>A socket that leads to a target.</summary>
/// <param name="Socket">Connected, unless it is for many.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="IsToMany">Whether that is a group's address or a broadcast one, so that anybody may answer.</param>
internal sealed record DialledSocket(Socket Socket, IPEndPoint Target, bool IsToMany) : IDisposable
{
    public void Dispose() => Socket.Dispose();
}
