using System.Collections;
using System.Globalization;
using System.Net;
using Dotcat.Channels;

namespace Dotcat.Services;

/// <summary>What a command is told about its peer, by the names that scripts for ncat read.</summary>
internal static class CommandEnvironment
{
    /// <summary>None of its business: our own passwords, and the sockets that we were started with.</summary>
    private static readonly string[] _own =
    [
        "NCAT_PROXY_AUTH",
        "DOTCAT_TLS_PASSWORD",
        "LISTEN_FDS",
        "LISTEN_PID",
        "LISTEN_PIDFDID",
        "LISTEN_FDNAMES",
    ];

    /// <summary>Its whole environment: what ours has, what is our own aside, and the peer.</summary>
    public static IReadOnlyDictionary<string, string> Of(Channel peer)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            all[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        foreach (string name in _own)
        {
            all.Remove(name);
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
