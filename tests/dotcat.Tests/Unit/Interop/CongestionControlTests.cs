using System.Net;
using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

/// <summary>Where the system has no BBR, or lets nobody take it, nothing is to change.</summary>
public sealed class CongestionControlTests : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    [Fact]
    public void TurnedOff_ASocketThatWasPacedIsNot_UntilItIsTurnedOn()
    {
        bool isPaced = CongestionAlgorithm.TrySet(_socket, "bbr"u8);
        string before = CongestionAlgorithm.Of(_socket);

        byte[]? replaced = CongestionControl.StopPacing(_socket);

        Assert.Equal(isPaced ? "bbr" : null, replaced is null ? null : CongestionAlgorithm.Text(replaced));
        Assert.Equal(isPaced ? "reno" : before, CongestionAlgorithm.Of(_socket));
        CongestionControl.Restore(_socket, replaced ?? []);
        Assert.Equal(before, CongestionAlgorithm.Of(_socket));
    }

    [Fact]
    public void TurnedOff_WhatIsAcceptedIsNotPaced()
    {
        CongestionAlgorithm.TrySet(_socket, "bbr"u8);
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        CongestionControl.StopPacing(_socket);
        string unpaced = CongestionAlgorithm.Of(_socket);
        _socket.Listen();
        _client.Connect(_socket.LocalEndPoint!);

        using Socket accepted = _socket.Accept();

        Assert.NotEqual("bbr", unpaced);
        Assert.Equal(unpaced, CongestionAlgorithm.Of(accepted));
    }

    [Fact]
    public void OfAnotherAlgorithm_NothingChanges()
    {
        CongestionAlgorithm.TrySet(_socket, "reno"u8);

        Assert.Null(CongestionControl.StopPacing(_socket));
    }

    [Fact]
    public void OfASocketThatIsNotTcp_NothingChanges()
    {
        using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        Assert.Null(CongestionControl.StopPacing(datagrams));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _client.Dispose();
    }
}
