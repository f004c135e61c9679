using System.Net;
using Dotcat.Dialing;
using Dotcat.Dialing.Proxies;
using Dotcat.Listening;
using Dotcat.ProxyProtocol;
using Dotcat.Services.Scanning;
using Dotcat.Tls;

namespace Dotcat.Cli;

/// <summary>How a run meets its peers.</summary>
internal abstract record Endpoint
{
    private Endpoint() { }

    /// <summary>Whether TLS is spoken to anybody.</summary>
    public abstract bool SpeaksTls { get; }

    /// <summary>One peer is connected to.</summary>
    internal abstract record Dialled : Endpoint
    {
        /// <summary>Null where there is no TLS.</summary>
        public TlsClientOptions? Tls { get; init; }

        /// <summary>How the PROXY header is written that the connection begins with; null for none.</summary>
        public ProxyHeaderVersion? Announce { get; init; }

        public override bool SpeaksTls => Tls is not null;
    }

    /// <summary>Over TCP or UDP.</summary>
    internal sealed record Dial(DialOptions Target) : Dialled
    {
        /// <summary>What to connect through, first to last; empty for a direct connection.</summary>
        public IReadOnlyList<ProxyOptions> Proxies { get; init; } = [];

        /// <summary>How far proxies over TLS are believed; null where there is none.</summary>
        public TlsClientOptions? ProxyTls { get; init; }

        public override bool SpeaksTls => Tls is not null || ProxyTls is not null;
    }

    /// <summary>Over a Unix socket.</summary>
    internal sealed record DialUnix(UnixDialOptions Target) : Dialled;

    /// <summary>Ports are tried, and nothing is exchanged.</summary>
    /// <param name="Peer">How, and from where; the ports are the target's.</param>
    /// <param name="Target">What is tried.</param>
    internal sealed record Scanned(Dialled Peer, ScanTarget Target) : Endpoint
    {
        public override bool SpeaksTls => Peer.SpeaksTls;
    }

    /// <summary>Peers connect.</summary>
    internal abstract record Listening : Endpoint
    {
        /// <summary>The most peers at a time; 0 lets nobody in.</summary>
        public int MaxConnections { get; init; } = int.MaxValue;

        /// <summary>How long the first peer is waited for; null for ever.</summary>
        public TimeSpan? AcceptTimeout { get; init; }

        public AccessOptions Access { get; init; } = new();

        /// <summary>How long the PROXY header that each connection begins with may take; null where there is none.</summary>
        public TimeSpan? HeaderWait { get; init; }

        /// <summary>Whether each waits until the one before it has gone; the system keeps it waiting.</summary>
        public bool OneByOne { get; init; }

        /// <summary>Null where there is no TLS.</summary>
        public TlsServerOptions? Tls { get; init; }

        public override bool SpeaksTls => Tls is not null;

        public abstract bool IsDatagram { get; }

        /// <summary>Whether the words alone tell that a target is this very place.</summary>
        public abstract bool IsMetBy(Dialled target);
    }

    /// <summary>Over TCP or UDP.</summary>
    internal sealed record Listen(ListenOptions Place) : Listening
    {
        public override bool IsDatagram => Place.IsDatagram;

        public override bool IsMetBy(Dialled target) =>
            target is Dial { Proxies.Count: 0, Target: var it }
            && it.Port == Place.Port
            && it.IsDatagram == Place.IsDatagram
            && (Place.Host is null ? IsLoopback(it.Host) : Place.Host == it.Host);

        private static bool IsLoopback(string host) =>
            host == "localhost" || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
    }

    /// <summary>Over a Unix socket.</summary>
    internal sealed record ListenUnix(UnixListenOptions Place) : Listening
    {
        public override bool IsDatagram => Place.IsDatagram;

        public override bool IsMetBy(Dialled target) =>
            target is DialUnix { Target: var it } && it.Path == Place.Path && it.IsDatagram == Place.IsDatagram;
    }

    /// <summary>On sockets that this process was started with.</summary>
    internal sealed record ListenPassed(PassedSocketOptions Place) : Listening
    {
        public override bool IsDatagram => Place.IsDatagram;

        /// <summary>No words say where they are.</summary>
        public override bool IsMetBy(Dialled target) => false;
    }
}
