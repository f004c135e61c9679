using System.Runtime.Versioning;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>The file that SSLKEYLOGFILE names.</summary>
[SupportedOSPlatform("linux")]
public sealed class TlsKeyLog : IDisposable
{
    private readonly TlsFiles _files = new();

    private string LogFile => _files.Path("keys");

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_AreWrittenForTheUserOnly_AndThatIsSaid(bool byListener)
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Start(byListener, [.. _files.Server, .. arguments])
        );
        await using RunningProcess client = Start(
            !byListener,
            [.. _files.Client, .. Transport.Tcp4.ConnectArguments(listener.EndPoint)]
        );
        await client.FinishInputAsync("hello");
        Assert.Equal("hello", await listener.Process.ReadTextToEndAsync());
        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Equal(0, await listener.Process.ExitCodeAsync());

        string[] keys = await File.ReadAllLinesAsync(LogFile);
        Assert.Contains(keys, static line => line.StartsWith("CLIENT_TRAFFIC_SECRET_0 ", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(LogFile));
        Assert.Contains(
            $"dotcat: writing the keys of TLS to {LogFile}: who has them can read along",
            (byListener ? listener.Process : client).ErrorLines
        );
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AFileThatCannotBeWritten_IsSaid_AndNoReasonNotToConnect()
    {
        string nowhere = _files.Path("missing/keys");
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, _files.Server);
        await using RunningProcess client = Start(
            nowhere,
            [.. _files.Client, .. Transport.Tcp4.ConnectArguments(listener.EndPoint)]
        );
        await client.FinishInputAsync("hello");

        Assert.Equal("hello", await listener.Process.ReadTextToEndAsync());
        Assert.Equal(0, await client.ExitCodeAsync());
        Assert.Equal([$"dotcat: cannot use {nowhere}: its folder does not exist"], client.ErrorLines);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task WithoutTls_NothingIsWritten()
    {
        await using ToolListener listener = await ToolListener.StartAsync(
            Transport.Tcp4,
            arguments => Start(LogFile, arguments)
        );
        await using RunningProcess client = listener.Connect();
        await client.FinishInputAsync("hello");

        Assert.Equal("hello", await listener.Process.ReadTextToEndAsync());
        Assert.False(File.Exists(LogFile));
    }

    public void Dispose() => _files.Dispose();

    private RunningProcess Start(bool logs, IEnumerable<string> arguments) =>
        logs ? Start(LogFile, ["-v", .. arguments]) : Tool.Start(arguments);

    private static RunningProcess Start(string file, IEnumerable<string> arguments) =>
        Tool.StartInShell($"SSLKEYLOGFILE='{file}' exec \"$0\" \"$@\"", arguments);
}
