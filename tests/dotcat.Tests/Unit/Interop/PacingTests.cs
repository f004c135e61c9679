using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

/// <summary>Where the system has no BBR, or lets nobody take it, nothing is to change.</summary>
public sealed class PacingTests : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    [Fact]
    public void TurnedOff_ASocketThatWasPacedIsNot_UntilItIsTurnedOn()
    {
        bool isPaced = CongestionControl.TrySet(_socket, "bbr"u8);
        string before = CongestionControl.Of(_socket);

        byte[]? replaced = Pacing.TurnOff(_socket);

        Assert.Equal(isPaced ? "bbr" : null, replaced is null ? null : CongestionControl.Text(replaced));
        Assert.Equal(isPaced ? "reno" : before, CongestionControl.Of(_socket));
        Pacing.TurnOn(_socket, replaced ?? []);
        Assert.Equal(before, CongestionControl.Of(_socket));
    }

    [Fact]
    public void TurnedOff_WhatIsAcceptedIsNotPaced()
    {
        CongestionControl.TrySet(_socket, "bbr"u8);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Pacing.TurnOff(_socket);
        string unpaced = CongestionControl.Of(_socket);
        _socket.Listen();
        _client.Connect(_socket.LocalEndPoint!);

        using Socket accepted = _socket.Accept();

        Assert.NotEqual("bbr", unpaced);
        Assert.Equal(unpaced, CongestionControl.Of(accepted));
    }

    [Fact]
    public void OfAnotherAlgorithm_NothingChanges()
    {
        CongestionControl.TrySet(_socket, "reno"u8);

        Assert.Null(Pacing.TurnOff(_socket));
    }

    [Fact]
    public void OfASocketThatIsNotTcp_NothingChanges()
    {
        using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        Assert.Null(Pacing.TurnOff(datagrams));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _client.Dispose();
    }
}
