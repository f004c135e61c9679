using System.Collections;
using System.Globalization;
using System.Net;
using Dotcat.Channels;

namespace Dotcat.Services;

/// <summary>What a command is told about its peer, by the names that scripts for ncat read.</summary>
internal static class CommandEnvironment
{
    public static IReadOnlyDictionary<string, string> Of(Channel peer)
    {
        (string localAddress, string localPort) = Describe(peer.LocalEndPoint);
        (string remoteAddress, string remotePort) = Describe(peer.RemoteEndPoint);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NCAT_REMOTE_ADDR"] = remoteAddress,
            ["NCAT_REMOTE_PORT"] = remotePort,
            ["NCAT_LOCAL_ADDR"] = localAddress,
            ["NCAT_LOCAL_PORT"] = localPort,
            ["NCAT_PROTO"] = peer.IsDatagram ? "UDP" : "TCP",
        };
    }

    /// <summary>Our own variables and those, <c>NAME=value</c> each.</summary>
    public static IReadOnlyList<string> Whole(IReadOnlyDictionary<string, string> variables)
    {
        List<string> all = [];
        foreach (DictionaryEntry own in Environment.GetEnvironmentVariables())
        {
            if (!variables.ContainsKey((string)own.Key))
            {
                all.Add($"{own.Key}={own.Value}");
            }
        }

        foreach ((string name, string value) in variables)
        {
            all.Add($"{name}={value}");
        }

        return all;
    }

    /// <summary>A Unix socket has neither; ncat calls it localhost.</summary>
    private static (string Address, string Port) Describe(EndPoint? endPoint) =>
        endPoint is IPEndPoint ip
            ? (Addresses.Unmap(ip.Address).ToString(), ip.Port.ToString(CultureInfo.InvariantCulture))
            : ("localhost", "");
}
