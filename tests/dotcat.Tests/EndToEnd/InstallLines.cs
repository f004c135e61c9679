namespace Dotcat.Tests.EndToEnd;

/// <summary>README's lines for shells and man, run as printed in a home that has nothing yet.</summary>
public sealed class InstallLines : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("complete its options in bash", "bash", "bash -ic 'complete -p dotcat'", "complete -F _dotcat dotcat")]
    [InlineData("in zsh", "zsh", "zsh -ic 'print $_comps[dotcat]'", "_dotcat")]
    [InlineData("in fish", "fish", "fish -c 'complete -C \"dotcat --recv\"'", "--recv-only\treceive to stdout")]
    [InlineData("read `man dotcat`", "man", "man -w dotcat", "{home}/.dotnet/share/man/man1/dotcat.1")]
    public async Task Line_DoesWhatItIsSaidToDo(string purpose, string program, string question, string answer)
    {
        Peers.Require(program);
        string script = $"""
            mkdir -p "$HOME/.dotnet/tools" && ln -s "$0" "$HOME/.dotnet/tools/dotcat" || exit
            PATH=$PATH:$HOME/.dotnet/tools
            {Readme.LineTo(purpose)}
            {question}
            """;
        await using RunningProcess shell = RunningProcess.Start(
            "env",
            $"HOME={_home.Path}",
            "TERM=xterm",
            "bash",
            "-c",
            script,
            Tool.Path
        );

        ProcessEnd end = await shell.EndAsync();

        Assert.StartsWith(
            answer.Replace("{home}", _home.Path, StringComparison.Ordinal),
            end.Text,
            StringComparison.Ordinal
        );
    }
}
