namespace Dotcat.Reliability.LongRun;

/// <summary>A listener of each kind under load for half an hour, all side by side.</summary>
internal static class LongRunTrials
{
    public static IReadOnlyList<Trial> All { get; } =
    [
        new MixedTraffic("echo", static () => new EchoTraffic(Door.Echo)),
        new MixedTraffic("a command behind a port", static () => new EchoTraffic(Door.Command)),
        new MixedTraffic("chat", static () => new RoomTraffic(isChat: true)),
        new MixedTraffic("broker", static () => new RoomTraffic(isChat: false)),
        new MixedTraffic("HTTP proxy", static () => new EchoTraffic(Door.HttpProxy)),
        new MixedTraffic("SOCKS proxy", static () => new EchoTraffic(Door.SocksProxy)),
        new MixedTraffic("forward", static () => new EchoTraffic(Door.Forward)),
        new MixedTraffic("echo, TLS", static () => new EchoTraffic(Door.Tls)),
        new MixedTraffic("echo, UDP", static () => new DatagramTraffic()),
    ];
}
