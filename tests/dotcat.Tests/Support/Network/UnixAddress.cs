using System.Net;
using System.Net.Sockets;

namespace Dotcat.Tests.Support.Network;

/// <summary>Unix addresses as dotcat spells them: a path, or <c>@name</c> for an abstract one.</summary>
internal static class UnixAddress
{
    public static string Of(EndPoint endPoint) => endPoint.ToString()!.Replace('\0', '@');

    public static UnixDomainSocketEndPoint ToEndPoint(string address) =>
        new(address.StartsWith('@') ? "\0" + address[1..] : address);
}
