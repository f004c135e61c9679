using System.Security.Cryptography;
using Dotcat.Benchmarks.Contenders;
using Dotcat.Benchmarks.Network;
using Dotcat.Benchmarks.Processes;
using Dotcat.Benchmarks.Results;
using Dotcat.Benchmarks.Workloads;

namespace Dotcat.Benchmarks;

/// <summary>All that is measured, and what is to be reached.</summary>
internal sealed class Suite : IDisposable
{
    private readonly MemoryFile _file;
    private readonly EchoServer _server = new();
    private readonly string _folder;
    private int _sockets;

    /// <summary>Unix sockets come to be in the folder.</summary>
    public Suite(Settings settings, Field field, string folder)
    {
        _folder = folder;
        _file = Content(settings.Megabytes);
        var certificate = new Certificate(folder);
        var file = new FileTransfer("file → TCP → /dev/null", _file, () => new Endpoint(0));
        var pipe = new PipeTransfer("pipe → TCP → pipe", _file);
        var unix = new FileTransfer("file → Unix socket → /dev/null", _file, NewSocket);
        var progress = new ExtraTransfer("file → TCP, with --progress (pv)", _file, Extra.Progress, folder);
        var rate = new ExtraTransfer("file → TCP, with --rate 100G (pv -L)", _file, Extra.Rate, folder);
        var record = new ExtraTransfer("file → TCP, with -o FILE (tee)", _file, Extra.Record, folder);
        var digest = new ExtraTransfer("file → TCP, with --digest (tee, sha256sum)", _file, Extra.Digest, folder);
        var tls = new TlsTransfer("file → TLS → /dev/null", _file, certificate);
        var help = new Help(settings.Repetitions);
        var exchange = new Exchange(_server, settings.Repetitions);
        var pingPong = new PingPong(_server, settings.RoundTrips);
        var memory = new Memory(_file);
        var flood = new Datagrams("UDP flood", settings.Flood);
        var burst = new Datagrams("UDP burst", 10_000);
        int clients = DescriptorLimit.RoomFor(settings.Clients);
        var held = new ClientsHeld(clients);
        var connections = new ShortConnections("short connections to an echo", settings.Asking);
        var forwarded = new ForwardedTransfer("file → TCP → forwarder → TCP → /dev/null", _file, field.Bare);
        var ended = new ForwardedTransfer("file → TLS → forwarder → TCP → /dev/null", _file, field.Native, certificate);
        var pairs = new PairsHeld(settings.Pairs);
        var passing = new ShortConnections("short connections through a forwarder", settings.Asking, field.Bare);
        var fanOut = new FanOut(settings.BrokerMegabytes, readers: 50);
        var scan = new Scan();
        var refused = new RefusedConnections(settings.Refusals);

        Workload[] all =
        [
            file,
            pipe,
            unix,
            progress,
            rate,
            record,
            digest,
            tls,
            help,
            exchange,
            pingPong,
            memory,
            flood,
            burst,
            held,
            connections,
            forwarded,
            ended,
            pairs,
            passing,
            fanOut,
            refused,
            scan,
        ];
        Workloads =
        [
            .. all.Where(workload =>
                workload.Metrics.Any(metric => metric.Title.Contains(settings.Only, StringComparison.OrdinalIgnoreCase))
            ),
        ];
        Goals =
        [
            new Goal(file.Rate, field.Nc, 2.7),
            new Goal(file.Rate, field.Ncat, 4.5),
            new Goal(file.Rate, field.SocatLarge, 1.8),
            new Goal(file.Rate, field.Bare, 0.9),
            new Goal(pipe.Rate, field.Nc, 1.7),
            new Goal(pipe.Rate, field.Ncat, 2.4),
            new Goal(pipe.Rate, field.SocatLarge, 1.4),
            new Goal(pipe.Rate, field.Bare, 0.9),
            new Goal(tls.Rate, field.Ncat, 1),
            new Goal(tls.Rate, field.Socat, 1),
            new Goal(tls.Rate, field.SocatLarge, 1),
            new Goal(pingPong.Middle, field.Nc, 1),
            new Goal(pingPong.Middle, field.Ncat, 1),
            new Goal(help.Time, field.Empty, 1.25),
            new Goal(exchange.Time, field.Nc, 1.6),
            new Goal(exchange.Time, field.Socat, 1),
            new Goal(memory.Peak, field.Ncat, 2.5),
            new Goal(flood.Received, field.Nc, 1),
            new Goal(held.Held, Beside: null, clients),
            new Goal(held.Cost, Beside: null, 10),
            new Goal(connections.Rate, field.Ncat, 5),
            new Goal(connections.Rate, field.Bare, 0.6),
            new Goal(forwarded.Rate, field.SocatLarge, 1),
            new Goal(forwarded.Processor, field.SocatLarge, 0.5),
            new Goal(ended.Rate, field.Socat, 1),
            new Goal(ended.Rate, field.SocatLarge, 1),
            new Goal(ended.Rate, field.Stunnel, 1),
            new Goal(pairs.Held, Beside: null, settings.Pairs),
            new Goal(pairs.Cost, Beside: null, 12),
            new Goal(passing.Rate, field.Socat, 3),
            new Goal(fanOut.Rate, field.Ncat, 3),
            new Goal(scan.Time, field.Nc, 1),
            new Goal(scan.Time, Beside: null, 10),
            new Goal(refused.Growth, Beside: null, 1024),
        ];
    }

    public IReadOnlyList<Workload> Workloads { get; }

    public IReadOnlyList<Goal> Goals { get; }

    public void Dispose()
    {
        _server.Dispose();
        _file.Dispose();
    }

    private static MemoryFile Content(int megabytes)
    {
        var file = new MemoryFile("content");
        byte[] block = RandomNumberGenerator.GetBytes(1_000_000);
        for (int i = 0; i < megabytes; i++)
        {
            RandomAccess.Write(file.Handle, block, (long)i * block.Length);
        }

        return file;
    }

    private Endpoint NewSocket() => new(0, Path.Combine(_folder, $"{_sockets++}.sock"));
}
