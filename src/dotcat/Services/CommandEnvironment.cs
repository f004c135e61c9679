using System.Collections;
using System.Globalization;
using System.Net;
using Dotcat.Channels;

namespace Dotcat.Services;

/// <summary>What a command is told about its peer, by the names that scripts for ncat read.</summary>
internal static class CommandEnvironment
{
    /// <summary>Our own passwords, which are none of its business.</summary>
    private static readonly string[] _secrets = ["NCAT_PROXY_AUTH", "DOTCAT_TLS_PASSWORD"];

    /// <summary>Its whole environment: what ours has, passwords aside, and the peer.</summary>
    public static IReadOnlyDictionary<string, string> Of(Channel peer)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry own in Environment.GetEnvironmentVariables())
        {
            all[(string)own.Key] = (string?)own.Value ?? "";
        }

        foreach (string secret in _secrets)
        {
            all.Remove(secret);
        }

        (all["NCAT_LOCAL_ADDR"], all["NCAT_LOCAL_PORT"]) = Describe(peer.Peer?.LocalEndPoint);
        (all["NCAT_REMOTE_ADDR"], all["NCAT_REMOTE_PORT"]) = Describe(peer.Peer?.RemoteEndPoint);
        all["NCAT_PROTO"] = peer.Datagrams is not null ? "UDP" : "TCP";
        return all;
    }

    /// <summary>A Unix socket has neither; ncat calls it localhost.</summary>
    private static (string Address, string Port) Describe(EndPoint? endPoint) =>
        endPoint is IPEndPoint ip
            ? (Addresses.Unmap(ip.Address).ToString(), ip.Port.ToString(CultureInfo.InvariantCulture))
            : ("localhost", "");
}
