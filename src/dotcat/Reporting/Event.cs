using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Dotcat.Channels;

namespace Dotcat.Reporting;

/// <summary>
/// Something that happened in a run. Each can say itself in words, and write itself as JSON, whose members stand in
/// <see cref="JsonSchema"/>; both are made only where somebody hears them.
/// </summary>
internal abstract partial record Event
{
    private Event() { }

    /// <summary>How much the user must have asked for to hear any of it in words.</summary>
    public virtual Verbosity Level => Verbosity.Events;

    /// <summary>What an attempt at an address met; null where this tells of something else.</summary>
    public SocketError? Outcome { get; init; }

    /// <summary>It in words.</summary>
    public abstract IEnumerable<Line> Lines { get; }

    /// <summary>It as JSON.</summary>
    public abstract void Write(JsonLines json);

    private IEnumerable<Line> Says(Sentence words) => [new Line(Level, words)];

    /// <summary>Clients are waited for, at one address or more.</summary>
    /// <param name="Local">The addresses.</param>
    /// <param name="IsDatagram">Whether datagrams are waited for there.</param>
    /// <param name="IsChosen">Whether the system chose the port, which the user does not know yet.</param>
    internal sealed record Listening(IEnumerable<EndPoint> Local, bool IsDatagram, bool IsChosen) : Event
    {
        public override Verbosity Level => IsChosen ? Verbosity.Quiet : Verbosity.Events;

        public override IEnumerable<Line> Lines => Says(Messages.Listening(Local.Select(Addresses.Format)));

        public override void Write(JsonLines json)
        {
            foreach (EndPoint address in Local)
            {
                string protocol = Protocol.Of(address, IsDatagram);
                json.Begin("listening").Add("local", Addresses.Format(address)).Add("protocol", protocol);
            }
        }
    }

    /// <summary>A name is looked up.</summary>
    internal sealed record Resolving(string Host) : Event
    {
        public override Verbosity Level => Verbosity.Attempts;

        public override IEnumerable<Line> Lines => Says(Messages.Resolving(Host));

        public override void Write(JsonLines json) => json.Begin("resolving").Add("peer", Host);
    }

    /// <summary>An address is tried.</summary>
    internal sealed record Connecting(string Peer, string Protocol) : Event
    {
        /// <summary>Which proxy is asked for it, in words and by its address; null for none.</summary>
        public (string Name, string Address)? Proxy { get; init; }

        public override Verbosity Level => Verbosity.Attempts;

        public override IEnumerable<Line> Lines =>
            Says(Proxy is null ? Messages.Trying(Peer) : Messages.AskingProxy(Proxy.Value.Name, Peer));

        public override void Write(JsonLines json) =>
            json.Begin("connecting").Add("peer", Peer).Add("protocol", Protocol).Add("proxy", Proxy?.Address);
    }

    /// <summary>An attempt failed, and another one is to be made.</summary>
    /// <param name="Attempt">The number of the next one among those that are made again, from 1.</param>
    /// <param name="Limit">The most of them; <see cref="int.MaxValue"/> for no limit.</param>
    /// <param name="Pause">How long until then.</param>
    /// <param name="Reason">Why the last one failed.</param>
    internal sealed record Retrying(int Attempt, int Limit, TimeSpan Pause, Sentence Reason) : Event
    {
        public override IEnumerable<Line> Lines => Says(Messages.Retrying(Attempt, Limit, Pause, Reason));

        public override void Write(JsonLines json) =>
            json.Begin("retrying").Add("attempt", Attempt).Add("seconds", Pause).Add("reason", Reason);
    }

    /// <summary>A peer was reached.</summary>
    internal sealed record Connected(Channel Peer) : Event
    {
        public override IEnumerable<Line> Lines => Says(Messages.Connected(Peer.Name));

        public override void Write(JsonLines json) => json.Begin("connected").Add(Peer);
    }

    /// <summary>A client was let in.</summary>
    internal sealed record Accepted(Channel Peer) : Event
    {
        /// <summary>The proxy that has said that it is this one, by its address; null where the client came itself.</summary>
        public string? Proxy { get; init; }

        public override IEnumerable<Line> Lines
        {
            get
            {
                yield return new Line(
                    Level,
                    Peer.Peer?.FirstLength is { } bytes ? Messages.Met(Peer.Name, bytes)
                        : Peer.Name == Addresses.LocalOf(Peer) ? Messages.AcceptedOn(Peer.Name) // who has no name is called by that
                        : Messages.Accepted(Peer.Name)
                );
                if (Proxy is not null)
                {
                    yield return new Line(Verbosity.Attempts, Messages.ByWayOf(Peer.Name, Proxy));
                }
            }
        }

        public override void Write(JsonLines json) => json.Begin("accepted").Add(Peer).Add("proxy", Proxy);
    }

    /// <summary>A client was turned away, or refused what it asked for.</summary>
    internal sealed record Refused(string Peer, Sentence Reason) : Event
    {
        /// <summary>What it was answered; null where it was not.</summary>
        public string? Status { get; init; }

        /// <summary>What the platform threw; null for nothing.</summary>
        public Exception? Cause { get; init; }

        public override IEnumerable<Line> Lines
        {
            get
            {
                Sentence words = Status is null
                    ? Messages.TurnedAway(Peer, Reason)
                    : Messages.Refused(Peer, Status, Reason);
                return [new Line(Level, words) { Cause = Cause }];
            }
        }

        public override void Write(JsonLines json) =>
            json.Begin("refused").Add("peer", Peer).Add("status", Status).Add("reason", Reason).AddTrace(Cause);
    }

    /// <summary>The two ends of TLS have agreed.</summary>
    internal sealed record Tls(string Peer, string Version, string Cipher, string? Alpn) : Event
    {
        /// <summary>What the peer showed, and its SHA-256; null for nothing.</summary>
        public (X509Certificate2 It, string Sha256)? Certificate { get; init; }

        public override IEnumerable<Line> Lines
        {
            get
            {
                yield return new Line(Level, Messages.TlsAgreed(Version, Cipher, Alpn));
                if (Certificate is var (shown, sha256))
                {
                    DateTime end = shown.NotAfter.ToUniversalTime();
                    yield return new Line(Level, Messages.Certificate(shown.Subject, shown.Issuer, end, sha256));
                }
            }
        }

        public override void Write(JsonLines json)
        {
            json.Begin("tls").Add("peer", Peer).Add("version", Version).Add("cipher", Cipher).Add("alpn", Alpn);
            if (Certificate is var (shown, sha256))
            {
                json.Add("subject", shown.Subject)
                    .Add("issuer", shown.Issuer)
                    .Add("expires", shown.NotAfter)
                    .Add("sha256", sha256);
            }
        }
    }

    /// <summary>It is known whether anybody listens on a port. In words, that stands on standard output.</summary>
    /// <param name="Peer">The port, with its host.</param>
    /// <param name="Protocol">What was spoken to it.</param>
    /// <param name="State">What is known.</param>
    /// <param name="Service">What the system calls such a port; null where there is no port.</param>
    internal sealed record Port(string Peer, string Protocol, PortState State, string? Service) : Event
    {
        public override IEnumerable<Line> Lines => [];

        public override void Write(JsonLines json) =>
            json.Begin("port")
                .Add("peer", Peer)
                .Add("protocol", Protocol)
                .Add("state", Messages.StateOf(State))
                .Add("service", Service);
    }

    /// <summary>A datagram arrived.</summary>
    internal sealed record Datagram(string Peer, long Bytes) : Event
    {
        public override IEnumerable<Line> Lines => Says(Words);

        public override void Write(JsonLines json) =>
            json.Begin("note").Add("message", Words).Add("peer", Peer).Add("received", Bytes);

        private Sentence Words => Messages.Datagram(Peer, Bytes);
    }

    /// <summary>So much has moved.</summary>
    internal sealed record Progress(ProgressState State) : Event
    {
        public override Verbosity Level => Verbosity.Quiet;

        public override IEnumerable<Line> Lines => Says(Messages.InAll(State.Count, State.IsOfMany));

        public override void Write(JsonLines json) =>
            json.Begin("progress")
                .Add("sent", State.Count.Sent)
                .Add("received", State.Count.Received)
                .Add("seconds", State.Count.Elapsed)
                .Add("size", State.Goal?.Size)
                .Add("clients", State.IsOfMany ? State.Count.Present : null);
    }

    /// <summary>Whatever else there is to say.</summary>
    internal sealed record Note(Sentence Message) : Event
    {
        public Verbosity Asked { get; init; } = Verbosity.Quiet;

        /// <summary>Whom it is about; null for nobody.</summary>
        public string? Peer { get; init; }

        /// <summary>Of a certificate; null for none.</summary>
        public string? Sha256 { get; init; }

        public override Verbosity Level => Asked;

        public override IEnumerable<Line> Lines => Says(Message);

        public override void Write(JsonLines json) =>
            json.Begin("note").Add("message", Message).Add("peer", Peer).Add("sha256", Sha256);
    }
}
