using System.Net.Sockets;
using System.Text;
using Dotcat.Tests.Support;

namespace Dotcat.Tests.EndToEnd;

/// <summary>Names beyond ASCII, in the form that others know.</summary>
public sealed class HostNames : IDisposable
{
    private readonly TlsFiles _files = new();

    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("http", "CONNECT xn--bcher-kva.example.:80 HTTP/1.1\r\nHost: xn--bcher-kva.example.:80\r\n")]
    [InlineData("socks4a", "\u0004\u0001\0P\0\0\0\u0001\0xn--bcher-kva.example.\0")]
    [InlineData("socks5h", "\u0005\u0001\0\u0003\u0016xn--bcher-kva.example.\0P")]
    public async Task AProxy_IsToldTheAsciiForm(string type, string request)
    {
        using Socket listener = Transport.Tcp4.Bind("");
        await using RunningProcess client = Tool.Start(
            "--proxy",
            $"{type}://{listener.LocalEndPoint}",
            "BÜCHER.Example.",
            "80"
        );
        using Socket proxy = await listener.AcceptOneAsync();
        if (type == "socks5h")
        {
            await proxy.ReceiveBytesAsync();
            await proxy.SendBytesAsync(new byte[] { 5, 0 });
        }

        string asked = Encoding.Latin1.GetString(await proxy.ReceiveBytesAsync());

        Assert.StartsWith(request, asked, StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task ACertificateInTheAsciiForm_IsTheNames()
    {
        Issued server = _files.Authority.Issue(names: ["xn--bcher-kva.example"]);
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4, _files.Show(server));
        await using RunningProcess client = listener.Connect([.. _files.Client, "--tls-name", "BÜCHER.example."]);
        await client.FinishInputAsync("hello");

        Assert.Equal("hello", await listener.Process.ReadTextToEndAsync());
        Assert.Equal(0, await client.ExitCodeAsync());
    }

    [SkippableFact(Timeout = TimeLimit.Test)]
    public async Task AnAddressWithADotBehindIt_IsAnAddress()
    {
        await using ToolListener listener = await ToolListener.StartAsync(Transport.Tcp4);
        string port = $"{listener.EndPoint}".Split(':')[1];
        ProcessEnd end = await Tool.RunAsync("hello", "-n", "127.0.0.1.", port);

        Assert.Equal(0, end.ExitCode);
        Assert.Equal("hello", await listener.Process.ReadTextToEndAsync());
    }

    public void Dispose() => _files.Dispose();
}
