using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Called as nc, it does what scripts have nc do. The command lines stand in <c>AsNc.cases.txt</c>.</summary>
[Collection(QuietCollection.Name)] // many lines have limits of a second
public sealed class AsNc
{
    private const int AtOnce = 4;
    private const int Fewest = 120;

    /// <summary>A command that goes on is ended once it has written so many lines; then these, and how it ended.</summary>
    private const string UntilLines = """
        : > lines
        "${@:2}" >> lines &
        until [ "$(wc -l < lines)" -ge "$1" ]; do sleep 0.02; done
        kill $!
        wait $!
        echo "exit code $?"
        cat lines
        """;

    private static readonly IReadOnlyList<NcCase> _cases = NcCase.ReadAll(
        Path.Combine(AppContext.BaseDirectory, "EndToEnd", "AsNc.cases.txt")
    );

    [Fact]
    public void Table_HasLinesOfManyKinds_EachOnce()
    {
        Assert.InRange(_cases.Count, Fewest, int.MaxValue);
        Assert.Equal(_cases.Count, _cases.DistinctBy(static one => one.Name).Count());
        Assert.Equal(_cases.Count, _cases.DistinctBy(static one => (one.Line, one.Peer)).Count());
    }

    [SkippableFact(Timeout = TimeLimit.Transfer)]
    public async Task CommandLines_DoWhatTheyDoWithNc()
    {
        Peers.Require("nc.openbsd");
        using var folder = new TemporaryFolder();
        string real = FolderOf(folder, "real", "exec -a nc nc.openbsd \"$@\"");
        string own = FolderOf(folder, "own", $"exec '{Tool.Path}' --as nc \"$@\"");
        var wrong = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce };

        await Parallel.ForEachAsync(
            _cases,
            options,
            async (one, _) =>
            {
                NcResult theirs = await new NcRun(real, real).RunAsync(one);
                NcResult ours = await new NcRun(own, real).RunAsync(one);
                if (Compare(one, theirs, ours) is { Length: > 0 } difference)
                {
                    wrong.Add(difference);
                }
            }
        );

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal)));
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("nc")]
    [InlineData("netcat")]
    [InlineData("nc.openbsd")]
    public async Task Name_IsEnough(string name)
    {
        using var folder = new TemporaryFolder();
        string link = folder.File(name);
        File.CreateSymbolicLink(link, Tool.Path);

        await using RunningProcess process = RunningProcess.Start(link, "-z", "localhost");
        ProcessEnd end = await process.EndAsync();

        Assert.Equal(1, end.ExitCode);
        Assert.Equal([$"{name}: missing port number"], end.ErrorLines);
    }

    /// <summary>What differs and may not, and what is said to differ and does not.</summary>
    private static string Compare(NcCase one, NcResult theirs, NcResult ours)
    {
        var text = new StringBuilder();
        foreach (string what in theirs.Seen.Keys)
        {
            bool differs = theirs[what] != ours[what];
            if (differs && !one.Differences.ContainsKey(what))
            {
                text.Append(
                    $"{one.Name}: {what}\n  {one.Line}\n  nc:     {Shown(theirs[what])}\n  dotcat: {Shown(ours[what])}\n"
                );
            }
            else if (!differs && one.Differences.ContainsKey(what))
            {
                text.Append($"{one.Name}: {what} does not differ: {Shown(ours[what])}\n");
            }
        }

        return text.ToString();
    }

    private static string Shown(string text) => text.ReplaceLineEndings(" | ");

    private static string FolderOf(TemporaryFolder folder, string name, string command)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(path);
        Write(Path.Combine(path, "nc"), command);
        Write(Path.Combine(path, "until-lines"), UntilLines);
        return path;
    }

    private static void Write(string script, string text)
    {
        File.WriteAllText(script, $"#!/bin/bash\n{text}\n");
        Process.Start("chmod", ["+x", script]).WaitForExit();
    }
}
