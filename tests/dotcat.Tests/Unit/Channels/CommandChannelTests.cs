using System.Text;
using Dotcat.Channels;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Channels;

public sealed class CommandChannelTests : IDisposable
{
    private readonly Programs _programs = new();

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Bytes_CrossBothWays_UpToTheEnd()
    {
        await using CommandChannel channel = Start("cat");
        await channel.WriteAsync("there and back"u8.ToArray(), CancellationToken.None);
        byte[] buffer = new byte[100];
        Assert.Equal(14, await channel.ReadAsync(buffer, CancellationToken.None));
        Assert.Equal("there and back", Encoding.UTF8.GetString(buffer, 0, 14));

        await channel.CompleteWritesAsync(CancellationToken.None);

        Assert.Equal(0, await channel.ReadAsync(buffer, CancellationToken.None));
        await channel.WaitUntilGoneAsync(CancellationToken.None);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Read_GivenUp_LosesNothing()
    {
        await using CommandChannel channel = Start("read line; echo kept");
        using var givingUp = new CancellationTokenSource();
        ValueTask<int> pending = channel.ReadAsync(new byte[10], givingUp.Token);
        Assert.False(pending.IsCompleted);
        await givingUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pending);

        await channel.WriteAsync("now\n"u8.ToArray(), CancellationToken.None);

        Assert.Equal(5, await channel.ReadAsync(new byte[10], CancellationToken.None));
        await channel.WaitUntilGoneAsync(CancellationToken.None);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_ThatNobodyTakes_CanBeGivenUp()
    {
        await using CommandChannel channel = Start("read line <&1; exec sleep 1000");
        using var givingUp = new CancellationTokenSource();
        Task pending = channel.WriteAsync(new byte[1024 * 1024], givingUp.Token).AsTask();
        Assert.False(pending.IsCompleted);

        await givingUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Write_ToAProgramThatReadsNoMore_IsABrokenPipe()
    {
        await using CommandChannel channel = Start("exec <&-; echo closed; sleep 1000");
        await channel.ReadAsync(new byte[10], CancellationToken.None);
        // A child that another test starts has a copy of the read end from its fork to its exec.
        int write = channel.Descriptors!.Value.Write;
        await Task.Run(() => Libc.Wait(write, events: 0));

        await Assert.ThrowsAsync<BrokenPipeException>(async () =>
            await channel.WriteAsync("unread"u8.ToArray(), CancellationToken.None)
        );
        Assert.False(channel.WaitUntilGoneAsync(CancellationToken.None).IsCompleted);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Descriptors_AreThoseOfThePipes()
    {
        await using CommandChannel channel = Start("cat");

        var (read, write, readerMayLeave) = channel.Descriptors!.Value;
        Assert.True(readerMayLeave);
        Assert.Equal((FileKind.Pipe, FileKind.Pipe), (FileKinds.Of(read), FileKinds.Of(write)));
        Assert.NotEqual(read, write);
    }

    public void Dispose()
    {
        foreach (SpawnedProcess child in _children)
        {
            child.Kill();
            child.Ended.Wait();
            child.TakeExitCode();
        }

        _programs.Dispose();
    }

    private readonly List<SpawnedProcess> _children = [];

    private CommandChannel Start(string script)
    {
        _children.Add(_programs.StartInShell(script));
        return new CommandChannel(_children[^1], "sh");
    }
}
