using System.Text;
using Dotcat.Interop;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Services;

public sealed class SharedOutputTests : IDisposable
{
    private readonly StringWriter _stderr = new() { NewLine = "\n" };
    private readonly CancellationTokenSource _waiting = new();
    private readonly CancellationTokenSource _writing = new();

    public SharedOutputTests() => Output = new SharedOutput(Stdio, new Reporter(_stderr, Verbosity.Events));

    private MemoryChannel Stdio { get; } = new();

    private SharedOutput Output { get; }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Writes_TakeTurns()
    {
        Stdio.Stick();
        Task<bool>[] writes = [WriteAsync("one "), WriteAsync("two "), WriteAsync("three")];
        Assert.DoesNotContain(writes, static write => write.IsCompleted);

        Stdio.Unstick();

        Assert.All(await Task.WhenAll(writes), Assert.True);
        Assert.Equal(["one ", "two ", "three"], Stdio.Writes.Select(Encoding.UTF8.GetString));
        Output.Dispose();
        Assert.Empty(_stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WaitGivenUp_TakesNoTurn_AndIsCounted()
    {
        Stdio.Stick();
        Task<bool> writing = WriteAsync("one");
        Task<bool> waiting = WriteAsync("four");

        await _waiting.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(writing.IsCompleted, "a write that has begun is not for its sender to end");
        Stdio.Unstick();
        await writing;
        Output.Dispose();

        Assert.Equal("one", Stdio.WrittenText);
        Assert.Equal("dotcat: up to 4 bytes that arrived were not written\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task WriteGivenUp_IsCounted()
    {
        Stdio.Stick();
        Task<bool> writing = WriteAsync("one");

        await _writing.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Output.Dispose();

        Assert.Equal("dotcat: up to 3 bytes that arrived were not written\n", _stderr.ToString());
    }

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReaderGone_IsDone_AndNoLoss(bool shownByAWrite)
    {
        if (shownByAWrite)
        {
            Stdio.WriteFailure = new BrokenPipeException();
        }
        else
        {
            Stdio.Leave();
            await Output.Over;
        }

        Assert.False(await WriteAsync("one"));
        Assert.False(await WriteAsync("two"));
        Assert.Equal(ExitCode.Done, await Output.Over);
        Output.Dispose();

        Assert.Equal("dotcat: nobody reads standard output any more\n", _stderr.ToString());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Failure_IsSaidOnce_AndAllThatFollowsIsCounted()
    {
        Stdio.WriteFailure = new IOException("No space left on device");

        Assert.False(await WriteAsync("one"));
        Assert.False(await WriteAsync("two"));
        Assert.Equal(ExitCode.Failed, await Output.Over);
        Output.Dispose();

        Assert.Equal(
            "dotcat: cannot write to standard output: no space left on device\n"
                + "dotcat: up to 6 bytes that arrived were not written\n",
            _stderr.ToString()
        );
    }

    public void Dispose()
    {
        _waiting.Dispose();
        _writing.Dispose();
        _stderr.Dispose();
    }

    private Task<bool> WriteAsync(string text) =>
        Output.WriteAsync(Encoding.UTF8.GetBytes(text), _waiting.Token, _writing.Token).AsTask();
}
