using System.Net.Sockets;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A command line says all: no variable and no file adds options to it.</summary>
public sealed class NothingButItsWords
{
    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OptionsInTheEnvironmentOrAFile_AreNotRead()
    {
        using var home = new TemporaryFolder();
        Directory.CreateDirectory(home.File(".config/dotcat"));
        foreach (string file in (string[])[".dotcatrc", ".dotcat", ".ncatrc", ".config/dotcat/config", "dotcat.json"])
        {
            home.Write(file, "--nonsense");
        }

        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess shell = Tool.StartInShell(
            $"cd {home.Path}; HOME=$PWD XDG_CONFIG_HOME=$PWD/.config DOTCAT_OPTIONS=--nonsense exec \"$0\" \"$@\"",
            Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)
        );
        using Socket server = await listener.AcceptOneAsync();

        await shell.FinishInputAsync("question");
        Assert.Equal("question", await server.ReceiveTextToEndAsync());
        server.Dispose();

        Assert.Equal(0, await shell.ExitCodeAsync());
        Assert.Empty(shell.ErrorLines);
    }
}
