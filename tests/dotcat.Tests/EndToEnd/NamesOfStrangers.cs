using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What somebody else is called never writes a line, a colour or a title of its own.</summary>
public sealed class NamesOfStrangers
{
    private const string Name = "\u001b[31mred\ndotcat; connected to ";
    private const string Shown = @"\x1b[31mred\x0adotcat; connected to ";

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task APeersSocketFile_IsToldInOneLine()
    {
        using var folder = new TemporaryFolder();
        await using ToolListener listener = await ToolListener.StartAsync(Transport.UnixDatagram, "-v");
        using Socket peer = Transport.UnixDatagram.Bind(folder.File(Name));

        await peer.SendToAsync("hello"u8.ToArray(), listener.EndPoint);

        Assert.EndsWith(
            $" from {folder.File(Shown)}, 5 bytes",
            await listener.Process.ErrorLineAsync("first datagram"),
            StringComparison.Ordinal
        );
    }

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData($"cannot connect to /{Shown}: no such file", "-U", $"/{Name}")]
    [InlineData($"'{Shown}' is not a host; try 'dotcat --help'", Name, "80")]
    [InlineData($"unknown option --{Shown}; try 'dotcat --help'", $"--{Name}")]
    public async Task AWordOfTheCommandLine_IsToldInOneLine(string sentence, params string[] words)
    {
        ProcessEnd end = await Tool.RunAsync("", words);

        Assert.Equal([$"dotcat: {sentence}"], end.ErrorLines);
    }
}
