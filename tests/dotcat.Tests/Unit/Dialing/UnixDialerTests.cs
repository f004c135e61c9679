using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Dialing;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Dialing;

public sealed class UnixDialerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Stream_ToAListener_IsNamedByItsPath()
    {
        using Socket listener = Bound(SocketType.Stream);
        listener.Listen();

        await using Channel channel = await DialAsync(new UnixDialOptions { Path = _folder.File("sock") });

        Assert.Null(channel.Datagrams);
        Assert.Equal(_folder.File("sock"), channel.Name);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Datagrams_HaveASenderThatCanBeAnswered()
    {
        using Socket peer = Bound(SocketType.Dgram);
        await using Channel channel = await DialAsync(
            new UnixDialOptions { Path = _folder.File("sock"), IsDatagram = true }
        );

        await channel.WriteAsync("ask"u8.ToArray(), CancellationToken.None);
        byte[] buffer = new byte[10];
        SocketReceiveFromResult asked = await peer.ReceiveFromAsync(buffer, new UnixDomainSocketEndPoint("any"));
        await peer.SendToAsync("answer"u8.ToArray(), asked.RemoteEndPoint);

        Assert.Equal("answer"u8.ToArray(), buffer[..await channel.ReadAsync(buffer, CancellationToken.None)]);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Path_WithoutAFile_MayStillCome()
    {
        DotcatException e = await FailAsync(_folder.File("none"));

        Assert.Equal($"cannot connect to {_folder.File("none")}: no such file", e.Message);
        Assert.Equal((ExitCode.Failed, true), (e.ExitCode, e.IsTransient));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Path_WithControls_IsToldInOneLineThatDoesNothing()
    {
        DotcatException e = await FailAsync(_folder.File("a\u001b[31m\nb"));

        Assert.Equal($@"cannot connect to {_folder.Path}/a\x1b[31m\x0ab: no such file", e.Message);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Path_OfAFile_IsUnusableAndLeftAlone()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "kept");

        DotcatException e = await FailAsync(_folder.File("file"));

        Assert.Equal($"cannot connect to {_folder.File("file")}: it exists and is not a socket", e.Message);
        Assert.Equal((ExitCode.NothingTried, false), (e.ExitCode, e.IsTransient));
        Assert.Equal("kept", await File.ReadAllTextAsync(_folder.File("file")));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Path_ThatIsALinkToASocket_IsFollowed()
    {
        using Socket listener = Bound(SocketType.Stream);
        listener.Listen();
        File.CreateSymbolicLink(_folder.File("link"), "sock");

        await using Channel channel = await DialAsync(new UnixDialOptions { Path = _folder.File("link") });

        Assert.Equal(_folder.File("link"), channel.Name);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("none", "no such file", 1)]
    [InlineData("file", "it exists and is not a socket", 2)]
    public async Task Path_ThatIsALinkToSomethingElse_IsToldAsThat(string target, string cause, int code)
    {
        _folder.Write("file", "kept");
        File.CreateSymbolicLink(_folder.File("link"), target);

        DotcatException e = await FailAsync(_folder.File("link"));

        Assert.Equal((cause, code), ($"{e.Cause}", (int)e.ExitCode));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Source_AtItsEnd_LeavesWhatAnotherPutInItsPlace()
    {
        using Socket peer = Bound(SocketType.Dgram);
        string own = _folder.File("own");
        Channel channel = await DialAsync(
            new UnixDialOptions
            {
                Path = _folder.File("sock"),
                IsDatagram = true,
                SourcePath = own,
            }
        );
        File.Delete(own);
        _folder.Write("own", "kept");

        await channel.DisposeAsync();

        Assert.Equal("kept", await File.ReadAllTextAsync(own));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Socket_NobodyListensOn_Refuses()
    {
        using Socket bound = Bound(SocketType.Stream);

        DotcatException e = await FailAsync(_folder.File("sock"));

        Assert.Equal(("connection refused", ExitCode.Failed, true), ($"{e.Cause}", e.ExitCode, e.IsTransient));
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Socket_OfAnotherType_IsSaid()
    {
        using Socket bound = Bound(SocketType.Dgram);

        DotcatException e = await FailAsync(_folder.File("sock"));

        Assert.Equal(("the socket is of another type", false), ($"{e.Cause}", e.IsTransient));
    }

    public void Dispose() => _folder.Dispose();

    private Socket Bound(SocketType type)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.File("sock")));
        return socket;
    }

    private static Task<Channel> DialAsync(UnixDialOptions options) =>
        new UnixDialer(options, new Reporter(TextWriter.Null, Verbosity.Quiet), TimeProvider.System).DialAsync(
            CancellationToken.None
        );

    private static Task<DotcatException> FailAsync(string path) =>
        Assert.ThrowsAsync<DotcatException>(() => DialAsync(new UnixDialOptions { Path = path }));
}
