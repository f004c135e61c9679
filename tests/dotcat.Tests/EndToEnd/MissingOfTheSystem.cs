using System.Net;
using System.Net.Sockets;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>What any program takes for given, and the system does not give.</summary>
public sealed class MissingOfTheSystem : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-v", "-w", "5")]
    [InlineData("--no-shutdown")]
    [InlineData("--crlf")]
    public async Task WorkingFolder_ThatWasRemoved_IsNotNeeded(params string[] options)
    {
        ToolMachine.RequireLinux("a folder in which a program works is kept elsewhere");
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.StartInShell(
            $"mkdir {_folder.File("gone")}; cd {_folder.File("gone")}; rmdir ../gone; exec \"$0\" \"$@\"",
            [.. options, .. Transport.Tcp4.ConnectArguments(listener.LocalEndPoint!)]
        );
        using Socket server = await listener.AcceptOneAsync();

        await client.WriteAsync("question");

        Assert.Equal("question", await server.ReceiveTextAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task FolderOfASocket_ThatIsMissing_IsSaid()
    {
        ToolMachine.RequireLinux("other systems have other words");
        string path = _folder.File("none/s");

        ProcessEnd end = await Tool.RunAsync("", "-lU", path);

        Assert.Equal([$"dotcat: cannot bind to {path}: its folder does not exist"], end.ErrorLines);
        Assert.Equal(2, end.ExitCode);
    }

    /// <summary>The platform aborts the process where a program meets that later.</summary>
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-l", "--tls", "127.0.0.1", "0")]
    [InlineData("--digest", "127.0.0.1", "9")]
    [InlineData("-l", "--proxy-type", "http", "--proxy-auth", "user:password", "127.0.0.1", "0")]
    [InlineData("-l", "--proxy-type", "socks5", "--proxy-auth", "user:password", "127.0.0.1", "0")]
    public async Task OpenSsl_ThatCannotBeLoaded_IsSaid(params string[] arguments)
    {
        RequireOpenSslOfTheSystem();

        await using RunningProcess process = StartWithoutOpenSsl(arguments);
        ProcessEnd end = await process.EndAsync();

        AssertSaysWhatIsMissing(end);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OpenSsl_ThatCannotBeLoaded_IsSaidWhereAProxyAsksForAHash()
    {
        RequireOpenSslOfTheSystem();
        using Socket proxy = Transport.Tcp4.Bind("");
        string address = $"http://user:password@{proxy.LocalEndPoint}";

        await using RunningProcess process = StartWithoutOpenSsl("--proxy", address, "127.0.0.1", "9");
        using Socket client = await proxy.AcceptOneAsync();
        await client.SendTextAsync(
            "HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\nContent-Length: 0\r\n\r\n"
        );

        AssertSaysWhatIsMissing(await process.EndAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OpenSsl_ThatCannotBeLoaded_IsNotNeededForPortsInNoOrder()
    {
        RequireOpenSslOfTheSystem();
        using Socket listener = Transport.Tcp4.Bind("");
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        string ports = $"{port - 1}-{port}";

        await using RunningProcess process = StartWithoutOpenSsl("--as", "nc", "-z", "-r", "127.0.0.1", ports);
        ProcessEnd end = await process.EndAsync();

        Assert.Empty(end.ErrorLines);
        Assert.Equal(0, end.ExitCode);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task OpenSsl_ThatCannotBeLoaded_IsSaidToWhoAsksWhatIsBuiltIn()
    {
        RequireOpenSslOfTheSystem();

        await using RunningProcess process = StartWithoutOpenSsl("-Vv");
        ProcessEnd end = await process.EndAsync();

        Assert.Equal(0, end.ExitCode);
        Assert.Contains("OpenSSL, which is not installed", end.Text, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSaysWhatIsMissing(ProcessEnd end)
    {
        Assert.Equal(["dotcat: this needs OpenSSL, which is not installed or cannot be loaded"], end.ErrorLines);
        Assert.Equal(2, end.ExitCode);
    }

    private static void RequireOpenSslOfTheSystem()
    {
        ToolMachine.RequireLinux("other systems have a TLS of their own");
        ToolMachine.SkipUnderQemu("its loader looks elsewhere");
    }

    /// <summary>An empty file in front of the real one, for the loader.</summary>
    private RunningProcess StartWithoutOpenSsl(params IEnumerable<string> arguments)
    {
        foreach (string library in (string[])["libssl.so.3", "libssl.so.1.1"])
        {
            _folder.Write(library, "");
        }

        return Tool.StartInShell($"LD_LIBRARY_PATH={_folder.Path} exec \"$0\" \"$@\"", arguments);
    }
}
