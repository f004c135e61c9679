using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>Reads what nc's words want of sockets.</summary>
internal static class NcSockets
{
    /// <summary>All that say something of them.</summary>
    public const string Letters = "DIMOTm";

    private const int HighestTimeToLive = 255;

    /// <summary>Null where they want nothing.</summary>
    /// <exception cref="DotcatException">A value is none.</exception>
    public static SocketSettings? Read(NcWords words)
    {
        var settings = new SocketSettings
        {
            Debug = words.Has('D'),
            TypeOfService = words.Last('T') is { } type ? TypesOfService.Read(type) : null,
            TimeToLive = ReadTimeToLive(words, 'M', "ttl"),
            LeastTimeToLive = ReadTimeToLive(words, 'm', "minttl"),
            ReceiveBuffer = words.Number('I', "TCP receive window", 1),
            SendBuffer = words.Number('O', "TCP send window", 1),
        };
        return settings == new SocketSettings() ? null : settings;
    }

    private static int? ReadTimeToLive(NcWords words, char letter, string what) =>
        words.Last(letter) is not { } text ? null
        : !int.TryParse(text, out int hops) ? throw NcFailure.Of(NcMessages.TimeToLive(what, "invalid"))
        : hops < 0 ? throw NcFailure.Of(NcMessages.TimeToLive(what, "too small"))
        : hops > HighestTimeToLive ? throw NcFailure.Of(NcMessages.TimeToLive(what, "too large"))
        : hops;
}
