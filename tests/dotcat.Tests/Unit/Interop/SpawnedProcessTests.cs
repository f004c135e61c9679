using System.Globalization;
using System.Text;
using Dotcat.Interop;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

public sealed class SpawnedProcessTests : IDisposable
{
    /// <summary>1 to 31; what the C library keeps for itself comes after them.</summary>
    private const long StandardSignals = 0x7fff_ffff;

    private const int SIGTERM = 15;

    private readonly Programs _programs = new();

    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -15 $$", 143)]
    public async Task ExitCode_IsTheShells(string script, int expected)
    {
        await using SpawnedProcess child = _programs.StartInShell(script);

        await child.Ended;

        Assert.Equal(expected, child.TakeExitCode());
        Assert.False(child.LeftSomethingBehind);
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task ManyAtOnce_AreAllSeenToEnd()
    {
        SpawnedProcess[] children = [.. Enumerable.Range(0, 50).Select(code => _programs.StartInShell($"exit {code}"))];

        await Task.WhenAll(children.Select(static child => child.Ended));

        Assert.Equal(Enumerable.Range(0, 50), children.Select(static child => child.TakeExitCode()));
        Assert.All(children, static child => Assert.False(Directory.Exists($"/proc/{child.Id}")));
        foreach (SpawnedProcess child in children)
        {
            await child.DisposeAsync();
        }
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Environment_IsTheOneGiven()
    {
        using var watch = new ChildWatch();
        await using SpawnedProcess child = SpawnedProcess.Start("/usr/bin/env", ["env"], ["A=1", "B=é"], watch);

        Assert.Equal("A=1\nB=é\n", await ReadAsync(child));
        await child.Ended;
        child.TakeExitCode();
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Signals_AreAsByDefault()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "proc(5)");
        await using SpawnedProcess child = _programs.StartInShell("exec grep -e SigBlk -e SigIgn /proc/self/status");

        Assert.All(
            (await ReadAsync(child)).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            static line =>
                Assert.Equal(0, long.Parse(line.Split('\t')[1], NumberStyles.HexNumber, null) & StandardSignals)
        );
        await child.Ended;
        child.TakeExitCode();
    }

    /// <summary>Whoever started this process may have held some back, and such a program could not be ended.</summary>
    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Signals_HeldBackHere_AreNotHeldBackThere()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "proc(5)");
        SignalMask.Block(SIGTERM);
        SpawnedProcess started = _programs.StartInShell("exec grep SigBlk /proc/self/status");
        SignalMask.Unblock(SIGTERM);
        await using SpawnedProcess child = started;

        Assert.Matches("^SigBlk:\t0+\n$", await ReadAsync(child));
        await child.Ended;
        child.TakeExitCode();
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Child_LeadsAGroupOfItsOwn()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "proc(5)");
        await using SpawnedProcess child = _programs.StartInShell("exec cut -d ' ' -f 5 /proc/self/stat");

        Assert.Equal($"{child.Id}\n", await ReadAsync(child));
        await child.Ended;
        child.TakeExitCode();
    }

    [SkippableFact(Timeout = TimeLimit.Milliseconds)]
    public async Task Pipes_OfAnother_AreNotHandedOn()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "proc(5)");
        await using SpawnedProcess other = _programs.StartInShell("read line");
        var (read, write, _) = other.Descriptors!.Value;
        await using SpawnedProcess child = _programs.StartInShell("ls -l /proc/$$/fd");

        string descriptors = await ReadAsync(child);

        Assert.Contains(" 1 -> pipe:", descriptors, StringComparison.Ordinal);
        Assert.DoesNotContain(PipeOf(read), descriptors, StringComparison.Ordinal);
        Assert.DoesNotContain(PipeOf(write), descriptors, StringComparison.Ordinal);
        await child.Ended;
        child.TakeExitCode();
        await other.Input.DisposeAsync();
        await other.Ended;
        other.TakeExitCode();
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task Terminate_ReachesWhatItStarted()
    {
        await using SpawnedProcess child = _programs.StartInShell("sleep 1000 & echo started; wait");
        await child.Output.ReadExactlyAsync(new byte[8]);

        child.Terminate();

        Assert.Empty(await ReadAsync(child)); // sleep held it
        await child.Ended;
        Assert.Equal(143, child.TakeExitCode());
    }

    [Fact(Timeout = TimeLimit.Milliseconds)]
    public async Task LeftBehind_IsSeenAndEnded()
    {
        await using SpawnedProcess child = _programs.StartInShell(
            "trap '' TERM; (echo started; exec sleep 1000) & exit 0"
        );
        await child.Output.ReadExactlyAsync(new byte[8]);
        await child.Ended;

        child.Terminate();
        Assert.Equal(0, child.TakeExitCode());
        Assert.True(child.LeftSomethingBehind);
        child.Kill();

        Assert.Empty(await ReadAsync(child));
    }

    [Fact]
    public void Start_OfNothing_IsRefusedAndLeavesNothingOpen()
    {
        using var watch = new ChildWatch();
        Assert.Throws<IOException>(() => SpawnedProcess.Start("/no/such", ["such"], [], watch));
    }

    public void Dispose() => _programs.Dispose();

    private static string PipeOf(int descriptor) => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget!;

    private static async Task<string> ReadAsync(SpawnedProcess child)
    {
        using var reader = new StreamReader(child.Output, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}
