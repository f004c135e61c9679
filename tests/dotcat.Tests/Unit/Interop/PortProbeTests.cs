using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

/// <summary>Tries at ports, by both of the ways there are.</summary>
public sealed class PortProbeTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly IdleSockets _idle = new();
    private readonly List<IDisposable> _owned = [];

    /// <summary>Whether it is the way of Linux, and whether it is UDP.</summary>
    public static TheoryData<bool, bool> Ways =>
        OperatingSystem.IsLinux()
            ? new()
            {
                { true, false },
                { true, true },
                { false, false },
                { false, true },
            }
            : new() { { false, false }, { false, true } };

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Ways))]
    public async Task Refusal_IsTheOutcome(bool isBare, bool isDatagram)
    {
        using PortProbe probe = await TryAsync(isBare, isDatagram, Closed(isDatagram));

        Assert.Equal(SocketError.ConnectionRefused, probe.Outcome);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Ways))]
    public async Task Answer_IsSuccess(bool isBare, bool isDatagram)
    {
        Socket server = Bind(isDatagram);
        Task answering = AnswerAsync(server, isDatagram);

        using PortProbe probe = await TryAsync(isBare, isDatagram, (IPEndPoint)server.LocalEndPoint!);

        Assert.Equal(SocketError.Success, probe.Outcome);
        await answering;
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Ways))]
    public async Task Silence_IsNoOutcome_WhenTheTimeHasPassed(bool isBare, bool isDatagram)
    {
        IPEndPoint silent = await SilentAsync(isDatagram);
        using PortProbe probe = Start(isBare, isDatagram, silent);
        Task waiting = probe.WaitAsync(_limit, _time, CancellationToken.None);
        await _time.TimerSetAsync(_limit);
        Assert.False(waiting.IsCompleted);

        _time.Advance(_limit);
        await waiting;

        Assert.Equal(SocketError.InProgress, probe.Outcome);
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Ways))]
    public async Task Cancelling_ThrowsNothing(bool isBare, bool isDatagram)
    {
        IPEndPoint silent = await SilentAsync(isDatagram);
        using var stop = new CancellationTokenSource();
        using PortProbe probe = Start(isBare, isDatagram, silent);
        Task waiting = probe.WaitAsync(_limit, _time, stop.Token);

        await stop.CancelAsync();
        await waiting;

        Assert.Equal(SocketError.InProgress, probe.Outcome);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void LocalEnd_ThatCannotBeHad_IsAFailure(bool isBare, bool isDatagram)
    {
        var foreign = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0); // TEST-NET-1, RFC 5737

        var e = Assert.Throws<SocketException>(() => Start(isBare, isDatagram, Closed(isDatagram), foreign));

        Assert.Equal(SocketError.AddressNotAvailable, e.SocketErrorCode);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [MemberData(nameof(Ways))]
    public async Task LackOfRoute_IsTheOutcome(bool isBare, bool isDatagram)
    {
        var multicast = new IPEndPoint(IPAddress.Parse("255.255.255.255"), 9); // not without asking for it

        using PortProbe probe = await TryAsync(isBare, isDatagram, multicast);

        Assert.Contains(probe.Outcome, new[] { SocketError.AccessDenied, SocketError.NetworkUnreachable });
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task RefusedSocket_ConnectsAgain()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux's do");
        Socket listener = Bind(isDatagram: false);
        (await TryAsync(isBare: true, isDatagram: false, Closed(isDatagram: false))).Dispose();
        Assert.True(_idle.TryTake(2, out int descriptor)); // AF_INET
        _idle.Keep(2, descriptor);

        using PortProbe probe = await TryAsync(isBare: true, isDatagram: false, (IPEndPoint)listener.LocalEndPoint!);
        using Socket connection = probe.TakeSocket();

        Assert.Equal((SocketError.Success, descriptor), (probe.Outcome, (int)connection.Handle));
        Assert.Equal(listener.LocalEndPoint, connection.RemoteEndPoint);
        Assert.False(_idle.TryTake(2, out _));
    }

    public void Dispose()
    {
        _idle.Dispose();
        _owned.ForEach(static one => one.Dispose());
    }

    private async Task<PortProbe> TryAsync(bool isBare, bool isDatagram, IPEndPoint target)
    {
        PortProbe probe = Start(isBare, isDatagram, target);
        if (probe.Outcome == SocketError.InProgress)
        {
            await probe.WaitAsync(TimeLimit.Wait, TimeProvider.System, CancellationToken.None);
        }

        return probe;
    }

    private PortProbe Start(bool isBare, bool isDatagram, IPEndPoint target, IPEndPoint? local = null) =>
        isBare ? new LinuxPortProbe(target, isDatagram, local, _idle) : new ManagedPortProbe(target, isDatagram, local);

    private Socket Bind(bool isDatagram)
    {
        Socket socket = (isDatagram ? Transport.Udp4 : Transport.Tcp4).Bind("");
        _owned.Add(socket);
        return socket;
    }

    private IPEndPoint Closed(bool isDatagram)
    {
        var port = new TakenPort(isDatagram ? Transport.Udp4 : Transport.Tcp4);
        _owned.Add(port);
        return new IPEndPoint(IPAddress.Loopback, port.Number);
    }

    /// <summary>Nobody reads there, or its queue is full.</summary>
    private async Task<IPEndPoint> SilentAsync(bool isDatagram)
    {
        if (isDatagram)
        {
            return (IPEndPoint)Bind(isDatagram: true).LocalEndPoint!;
        }

        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere a listener whose queue is full refuses");
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _owned.Add(listener);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        _owned.AddRange(await FullQueue.OfAsync(listener));
        return (IPEndPoint)listener.LocalEndPoint!;
    }

    private static async Task AnswerAsync(Socket server, bool isDatagram)
    {
        if (!isDatagram)
        {
            return;
        }

        var received = await server.ReceiveFromAsync(new byte[1], server.LocalEndPoint!).WaitAsync(TimeLimit.Wait);
        await server.SendToAsync("more than one byte"u8.ToArray(), received.RemoteEndPoint);
    }
}
