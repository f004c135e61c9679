using System.Net.Sockets;
using Dotcat.Channels;

namespace Dotcat.Tests.Unit.Channels;

/// <summary>What is at the path of a socket when it is closed.</summary>
public sealed class UnixSocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly UnixSocket _socket = new(SocketType.Dgram);

    public UnixSocketTests()
    {
        _path = _folder.File("sock");
        _socket.BindTo(_path);
    }

    [Fact]
    public void ItsOwnFile_IsRemoved()
    {
        Assert.True(File.Exists(_path));

        _socket.Dispose();

        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void ItsOwnFile_Stays_WhereItIsToBeLeft()
    {
        string path = _folder.File("left");
        using (var socket = new UnixSocket(SocketType.Dgram))
        {
            socket.BindTo(path, leavesFile: true);
        }

        Assert.True(File.Exists(path));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatAnotherPutThere_Stays(bool isSocket)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux files are told apart");
        File.Delete(_path);
        using var other = new UnixSocket(SocketType.Dgram);
        if (isSocket)
        {
            other.BindTo(_path);
        }
        else
        {
            File.WriteAllText(_path, "kept");
        }

        _socket.Dispose();

        Assert.True(File.Exists(_path));
    }

    [Fact]
    public void NothingThere_IsQuiet()
    {
        File.Delete(_path);

        _socket.Dispose();

        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void ItsName_IsThePath() => Assert.Equal(_path, Addresses.Format(_socket.LocalEndPoint));

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
