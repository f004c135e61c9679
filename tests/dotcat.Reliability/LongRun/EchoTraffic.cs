using System.Net;
using System.Net.Sockets;
using Dotcat.Reliability.Machine.Runs;

namespace Dotcat.Reliability.LongRun;

/// <summary>Clients of an echo that stands behind a door.</summary>
internal sealed class EchoTraffic : Traffic
{
    private const int Workers = 6;

    /// <summary>How often one comes that is denied, and one that asks a proxy for a port that is closed.</summary>
    private const int RefusedShare = 5;

    private static readonly int _shares = Manner.All.Sum(static manner => manner.Share);

    private readonly Door _door;
    private readonly Socket _target = Talk.Listen();
    private readonly Socket _closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _echoing;

    public EchoTraffic(Door door)
    {
        _door = door;
        _echoing = Talk.EchoAllAsync(_target, CancellationToken.None);
        _closed.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // and never listens
        Arguments = [.. door.Arguments(Talk.PortOf(_target)), "--deny", $"{Denied}"];
    }

    public override IReadOnlyList<string> Arguments { get; }

    public override int KeptDescriptors => _door.KeptDescriptors;

    public override Task RunAsync(IPEndPoint listener, int seed, CancellationToken over, CancellationToken limit) =>
        WorkAsync(
            Workers,
            seed,
            random =>
                random.Next(_shares + (2 * RefusedShare)) switch
                {
                    < RefusedShare => PlayDeniedAsync(listener, limit),
                    < 2 * RefusedShare when _door.IsProxy => PlayAstrayAsync(listener, limit),
                    _ => PlayAsync(Choose(random), listener, random, limit),
                },
            over
        );

    public override async ValueTask DisposeAsync()
    {
        _target.Dispose();
        _closed.Dispose();
        await _echoing;
        await base.DisposeAsync();
    }

    private static Manner Choose(Random random)
    {
        int number = random.Next(_shares);
        return Manner.All.First(manner => (number -= manner.Share) < 0);
    }

    private async Task PlayAsync(Manner manner, IPEndPoint listener, Random random, CancellationToken limit)
    {
        try
        {
            await using EchoClient client = await EchoClient.ConnectAsync(
                listener,
                source: null,
                manner.ReceiveBuffer,
                limit
            );
            bool isIn = await client.EnterAsync(_door, Talk.PortOf(_target), limit);
            BrokenException.ThrowUnless(isIn, "the proxy refused");
            Volume.Add(await manner.ActAsync(client, random, limit));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or BrokenException)
        {
            throw new BrokenException($"an exchange failed ({manner.Name}): {e.GetBaseException().Message}");
        }
    }

    private async Task PlayDeniedAsync(IPEndPoint listener, CancellationToken limit)
    {
        await using EchoClient client = await EchoClient.ConnectAsync(listener, Denied, buffer: null, limit);
        await client.ExpectRefusalAsync(limit);
        Volume.Add(0);
    }

    private async Task PlayAstrayAsync(IPEndPoint listener, CancellationToken limit)
    {
        await using EchoClient client = await EchoClient.ConnectAsync(listener, source: null, buffer: null, limit);
        bool isIn = await client.EnterAsync(_door, Talk.PortOf(_closed), limit);
        BrokenException.ThrowUnless(!isIn, "the proxy found a port open that is closed");
        Volume.Add(0);
    }
}
