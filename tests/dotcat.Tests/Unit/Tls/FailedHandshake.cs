using Dotcat.Reporting;
using Dotcat.Tls;

namespace Dotcat.Tests.Unit.Tls;

/// <summary>What a client hears of a handshake that fails.</summary>
internal static class FailedHandshake
{
    /// <summary>With TLS 1.3 a client is done before the server has judged it, and hears of it when it reads.</summary>
    public static async Task<string> FirstFailureAsync(this Task<TlsChannel> connecting)
    {
        Exception? e = await Record.ExceptionAsync(async () =>
        {
            await using TlsChannel client = await connecting;
            await client.ReadAsync(new byte[1], CancellationToken.None);
        });
        Assert.True(e is DotcatException or IOException, $"{e}");
        return e.Message;
    }
}
