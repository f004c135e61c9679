using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Recording;
using Dotcat.Reporting;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Recording;

public sealed class RecordFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AFileThatIsMade_IsItsUsersAlone()
    {
        Skip.If(OperatingSystem.IsWindows(), "modes are Unix's");
        string path = _folder.File("new");
        (await OpenAsync(path)).Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(path).UnixFileMode);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AFileThatIsThere_KeepsItsMode()
    {
        Skip.If(OperatingSystem.IsWindows(), "modes are Unix's");
        string path = _folder.Write("old", "");
        UnixFileMode before = new FileInfo(path).UnixFileMode;
        (await OpenAsync(path)).Dispose();

        Assert.Equal(before, new FileInfo(path).UnixFileMode);
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(false, "new")]
    [InlineData(true, "old new")]
    public async Task AFileThatIsThere_IsEmptied_OrAddedTo(bool append, string expected)
    {
        string path = _folder.Write("file", "old ");
        using (RecordFile file = await OpenAsync(path, append))
        {
            await file.AppendAsync("new"u8);
        }

        Assert.Equal(expected, await File.ReadAllTextAsync(path));
    }

    /// <summary>Two runs, or a log that is moved away and emptied, write over nothing.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task TwoThatWriteToTheSameFile_WriteBehindEachOther()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "O_APPEND");
        string path = _folder.File("file");
        using RecordFile one = await OpenAsync(path);
        using RecordFile other = await OpenAsync(path, append: true);

        await one.AppendAsync("a"u8);
        await other.AppendAsync("b"u8);
        await one.AppendAsync("c"u8);

        Assert.Equal("abc", await File.ReadAllTextAsync(path));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task ANamedPipe_IsWrittenToInOrder()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "named pipes");
        using var pipe = new NamedPipe(_folder.File("pipe"));
        using RecordFile file = await OpenAsync(pipe.Path);

        Task one = file.AppendAsync("one "u8);
        Task two = file.AppendAsync("two"u8);
        await Task.WhenAll(one, two, file.Written);

        Assert.Equal(0, file.Waiting);
        Assert.Equal("one two", pipe.Read(7));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task AReaderThatHasGone_FailsIt()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "named pipes");
        using var pipe = new NamedPipe(_folder.File("pipe"));
        using RecordFile file = await OpenAsync(pipe.Path);
        await pipe.CloseAsync();

        Task one = file.AppendAsync("one"u8);
        Task two = file.AppendAsync("two"u8);

        await Assert.ThrowsAsync<BrokenPipeException>(() => one);
        await Assert.ThrowsAsync<BrokenPipeException>(() => two);
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task APipeWithoutAReader_IsWaitedForUntilTheRunEnds()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "named pipes");
        string path = _folder.File("pipe");
        NamedPipe.Make(path);
        using var run = new CancellationTokenSource();
        Task<RecordFile> opening = RecordFile.OpenAsync(path, append: false, run.Token);

        await run.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        new NamedPipe(path).Dispose(); // lets the thread go that still waits
    }

    [SkippableTheory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("/dev/null", Messages.NotARecord)]
    [InlineData("/dev/full", Messages.NotARecord)]
    [InlineData("{0}", Messages.IsFolder)]
    [InlineData("{0}/socket", Messages.NotARecord)]
    [InlineData("{0}/none/file", Messages.NoSuchFolder)]
    [InlineData("/dev/fd/999", "bad file descriptor")]
    public async Task WhatIsNoRecord_IsRefused(string path, string cause)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells files from one another");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(UnixPath.ToEndPoint(_folder.File("socket")));
        string file = path.Replace("{0}", _folder.Path, StringComparison.Ordinal);

        DotcatException refusal = await Assert.ThrowsAsync<DotcatException>(() => OpenAsync(file));

        Assert.Equal(($"cannot use {file}: {cause}", ExitCode.NothingTried), (refusal.Message, refusal.ExitCode));
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Appending_TakesADeviceToo()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "only Linux tells files from one another");
        using RecordFile file = await OpenAsync("/dev/null", append: true);

        await file.AppendAsync("gone"u8);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<RecordFile> OpenAsync(string path, bool append = false) =>
        RecordFile.OpenAsync(path, append, CancellationToken.None);
}
