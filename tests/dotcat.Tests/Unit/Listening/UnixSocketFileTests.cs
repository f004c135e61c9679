using System.Net.Sockets;
using Dotcat.Listening;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Listening;

public sealed class UnixSocketFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public UnixSocketFileTests() => _path = _folder.File("sock");

    [Fact]
    public void Clear_OfNothing_IsQuiet() => UnixSocketFile.Clear(_path);

    [SkippableTheory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    public void Clear_OfASocketThatNobodyHas_RemovesIt(SocketType type)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux a socket is told from a file");
        string elsewhere = _folder.File("first");
        using (Socket killed = Bound(type, elsewhere))
        {
            File.Move(elsewhere, _path); // where its end does not unlink it
        }

        Assert.True(File.Exists(_path));
        UnixSocketFile.Clear(_path);

        Assert.False(File.Exists(_path));
    }

    [Theory]
    [InlineData(SocketType.Stream)]
    [InlineData(SocketType.Dgram)]
    public void Clear_OfALiveSocket_KeepsItAndDisturbsNobody(SocketType type)
    {
        using Socket live = Bound(type, _path);
        if (type == SocketType.Stream)
        {
            live.Listen();
        }

        UnixSocketFile.Clear(_path);

        Assert.True(File.Exists(_path));
        Assert.False(live.Poll(TimeSpan.Zero, SelectMode.SelectRead));
    }

    [SkippableFact]
    public void Clear_OfAFile_KeepsItAndFails()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux a socket is told from a file");
        File.WriteAllText(_path, "kept");

        AssertRefused();

        Assert.Equal("kept", File.ReadAllText(_path));
    }

    [SkippableFact]
    public void Clear_OfAFolder_KeepsItAndFails()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux a socket is told from a file");
        Directory.CreateDirectory(_path);

        AssertRefused();

        Assert.True(Directory.Exists(_path));
    }

    [SkippableFact]
    public void Clear_OfALinkToNothing_KeepsItAndFails()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only on Linux a socket is told from a file");
        File.CreateSymbolicLink(_path, _folder.File("none"));

        AssertRefused();

        Assert.NotNull(new FileInfo(_path).LinkTarget);
    }

    public void Dispose() => _folder.Dispose();

    private static Socket Bound(SocketType type, string path)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private void AssertRefused()
    {
        var e = Assert.Throws<DotcatException>(() => UnixSocketFile.Clear(_path));
        Assert.Equal($"cannot bind to {_path}: it exists and is not a socket", e.Message);
        Assert.Equal((ExitCode.NothingTried, false), (e.ExitCode, e.IsTransient));
    }
}
