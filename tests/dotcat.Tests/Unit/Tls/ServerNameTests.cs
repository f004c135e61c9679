using System.Text;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Tests.Unit.Doubles;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>The name that a client tells its server (SNI, RFC 6066, section 3).</summary>
public sealed class ServerNameTests
{
    [Theory(Timeout = TimeLimit.Milliseconds)]
    [InlineData("localhost", "localhost")]
    [InlineData("LocalHost.", "localhost")]
    [InlineData("BÜCHER.example", "xn--bcher-kva.example")]
    [InlineData("xn--BCHER-kva.example.", "xn--bcher-kva.example")]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.1.", null)]
    [InlineData("127.1", null)]
    [InlineData("::1", null)]
    [InlineData("fe80::1%1", null)]
    [InlineData(null, null)]
    public async Task Name_IsInItsAsciiForm_AndNoAddress(string? host, string? told)
    {
        using TcpPair tcp = TcpPair.Connect();
        await using var said = new StringWriter();
        var client = new TlsClient(
            new TlsClientOptions { Verify = false },
            static _ => null,
            new Reporter(said, Verbosity.Quiet)
        );
        using var enough = new CancellationTokenSource();
        Task connecting = client.ConnectAsync(new StreamSocketChannel(tcp.Own, "the server"), host, enough.Token);

        Assert.Equal(told, await ReadServerNameAsync(new StreamSocketChannel(tcp.Peer, "the client")));

        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    /// <summary>A ClientHello in one record, RFC 8446, section 4.1.2; null where it has no such extension.</summary>
    private static async Task<string?> ReadServerNameAsync(Channel channel)
    {
        byte[] head = await channel.ReadExactlyAsync(5, CancellationToken.None);
        byte[] hello = await channel.ReadExactlyAsync((head[3] << 8) + head[4], CancellationToken.None);
        int at = 4 + 2 + 32; // message's head, version, random
        at += 1 + hello[at]; // session
        at += 2 + Number(hello, at); // cipher suites
        at += 1 + hello[at]; // compression methods
        int end = at + 2 + Number(hello, at);
        for (at += 2; at < end; at += 4 + Number(hello, at + 2))
        {
            if (Number(hello, at) == 0)
            {
                return Encoding.Latin1.GetString(hello, at + 9, Number(hello, at + 7));
            }
        }

        return null;
    }

    private static int Number(byte[] bytes, int at) => (bytes[at] << 8) + bytes[at + 1];
}
