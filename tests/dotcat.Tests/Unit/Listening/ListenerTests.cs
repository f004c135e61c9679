using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Listening;

public sealed class ListenerTests
{
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Accept_OnTwoAddresses_TakesClientsOfBoth()
    {
        Skip.IfNot(Socket.OSSupportsIPv6, "this system has no IPv6");
        await using Listener listener = Binding.Open(
            new ListenOptions { Port = 0 },
            [IPAddress.Loopback, IPAddress.IPv6Loopback],
            Admissions.Unlimited
        );
        string[] names = [.. listener.Names];

        foreach (string name in names)
        {
            var address = IPEndPoint.Parse(name);
            using var client = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(address);

            await using Channel arrived = await listener.AcceptAsync(CancellationToken.None);

            Assert.Equal(client.LocalEndPoint!.ToString(), arrived.Name);
        }
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    public async Task Accept_OfAClientWithinTheMachine_IsNotPaced(string address)
    {
        await using Listener listener = Binding.Open(
            new ListenOptions { Port = 0 },
            [IPAddress.Parse(address)],
            Admissions.Unlimited
        );
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, IPEndPoint.Parse(listener.Names.Single()).Port);

        await using Channel arrived = await listener.AcceptAsync(CancellationToken.None);

        Assert.DoesNotContain("bbr", CongestionAlgorithm.Of(arrived), StringComparison.Ordinal);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Accept_GivenUp_LosesNoClient()
    {
        await using Listener listener = Binding.Open(
            new ListenOptions { Port = 0 },
            [IPAddress.Loopback],
            Admissions.Unlimited
        );
        using var givingUp = new CancellationTokenSource();
        Task<Channel> givenUp = listener.AcceptAsync(givingUp.Token);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);

        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPEndPoint.Parse(listener.Names.Single()));

        await using Channel arrived = await listener.AcceptAsync(CancellationToken.None);
        Assert.Equal(client.LocalEndPoint!.ToString(), arrived.Name);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_BelongToTheFirstPeer_AndAnswerIt()
    {
        Listener listener = Binding.Open(
            new ListenOptions { Port = 0, IsDatagram = true },
            [IPAddress.Loopback],
            Admissions.Unlimited
        );
        EndPoint address = IPEndPoint.Parse(listener.Names.Single());
        using Socket peer = Client();
        using Socket stranger = Client();
        byte[] buffer = new byte[100];

        await peer.SendToAsync("first"u8.ToArray(), address);
        await using Channel arrived = await listener.AcceptAsync(CancellationToken.None);
        await listener.DisposeAsync(); // leaves the socket to the channel
        await stranger.SendToAsync("stranger"u8.ToArray(), address);
        await peer.SendToAsync("second"u8.ToArray(), address);
        await arrived.WriteAsync("answer"u8.ToArray(), CancellationToken.None);

        Assert.Equal(peer.LocalEndPoint!.ToString(), arrived.Name);
        Assert.Equal("first"u8.ToArray(), buffer[..await arrived.ReadAsync(buffer, CancellationToken.None)]);
        Assert.Equal("second"u8.ToArray(), buffer[..await arrived.ReadAsync(buffer, CancellationToken.None)]);
        Assert.Equal("answer"u8.ToArray(), buffer[..await peer.ReceiveAsync(buffer)]);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accept_AmidACrowdOfStrangers_KeepsNobodyWaiting(bool isDatagram)
    {
        await using var crowd = new Crowd(isDatagram);
        await using Listener listener = Binding.Open(
            new ListenOptions { Port = 0, IsDatagram = isDatagram },
            [IPAddress.Loopback],
            new Admission(new AccessList([], []), int.MaxValue, new Reporter(crowd, Verbosity.Events))
        );
        crowd.ComeTo(IPEndPoint.Parse(listener.Names.Single()));

        crowd.Caller = Environment.CurrentManagedThreadId;
        Task<Channel> accepting = listener.AcceptAsync(CancellationToken.None);
        crowd.Caller = 0;

        Assert.InRange(crowd.KeptCallerFor, 0, 1);
        await crowd.AllTurnedAway;
        Assert.False(accepting.IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task SocketsHandedOver_AtOnce_AreLeftToTheirChannels()
    {
        const int Sockets = 64;
        for (int round = 0; round < 50; round++)
        {
            Socket[] sockets = [.. Enumerable.Range(0, Sockets).Select(static _ => Client())];
            var listener = new HandingOver(sockets);
            _ = listener.AcceptAsync(CancellationToken.None);
            listener.Go.Release(Sockets);

            await listener.DisposeAsync();

            Assert.All(sockets, static socket => Assert.NotNull(socket.LocalEndPoint));
            Array.ForEach(sockets, static socket => socket.Dispose());
        }
    }

    private static Socket Client()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    /// <summary>Hands its sockets over as soon as it may, each on a thread of its own, and accepts nobody.</summary>
    private sealed class HandingOver(IReadOnlyList<Socket> sockets) : Listener(sockets)
    {
        public SemaphoreSlim Go { get; } = new(0);

        protected override async Task<Channel> ArriveAsync(Socket socket, CancellationToken cancellation)
        {
            await Go.WaitAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            HandOver(socket);
            throw new OperationCanceledException();
        }
    }
}
