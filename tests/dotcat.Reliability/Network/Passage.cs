namespace Dotcat.Reliability.Network;

/// <summary>By what means a client on the near host reaches a listener.</summary>
/// <param name="Name">As the report says it.</param>
internal sealed record Passage(string Name)
{
    /// <summary>Straight over the wire.</summary>
    public static Passage Direct { get; } = new("TCP");

    public static Passage Tls { get; } =
        new("TLS") { ClientOptions = ["--tls", "--insecure"], ListenerOptions = ["--tls"] };

    public static Passage Forwarded { get; } = new("--to") { MiddleOptions = ["--to"] };

    /// <summary>TLS to the forwarder, and TCP from there.</summary>
    public static Passage ForwardedFromTls { get; } =
        new("TLS, --to") { ClientOptions = ["--tls", "--insecure"], MiddleOptions = ["--tls", "--to"] };

    public static Passage HttpProxy { get; } = Proxy("HTTP proxy", "http");

    public static Passage SocksProxy { get; } = Proxy("SOCKS proxy", "socks5");

    public IReadOnlyList<string> ClientOptions { get; private init; } = [];

    public IReadOnlyList<string> ListenerOptions { get; private init; } = [];

    /// <summary>
    /// Of a dotcat on the far host, which stands between the client and a listener on the near one, so that each byte goes
    /// over the wire twice; null where the listener is on the far host. The listener's address follows <c>--to</c>.
    /// </summary>
    public IReadOnlyList<string>? MiddleOptions { get; private init; }

    /// <summary>Whether the client names the listener to the one between, which does not know it.</summary>
    public bool IsProxy { get; private init; }

    private static Passage Proxy(string name, string type) =>
        new(name)
        {
            IsProxy = true,
            ClientOptions = ["--proxy-type", type],
            MiddleOptions = ["--proxy-type", type],
        };
}
