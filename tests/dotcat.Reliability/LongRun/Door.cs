using System.Net.Security;
using System.Net.Sockets;
using Dotcat.Reliability.Machine.Runs;

namespace Dotcat.Reliability.LongRun;

/// <summary>A kind of listener behind which an echo stands, and how a client comes to that.</summary>
/// <param name="Arguments">The tool's, with the port of an echo that it may connect to.</param>
/// <param name="EnterAsync">
/// Makes the stream that is echoed of a connection to the listener, the port being the echo's; null where that was refused.
/// </param>
internal sealed record Door(
    Func<int, string[]> Arguments,
    Func<NetworkStream, int, CancellationToken, Task<Stream?>> EnterAsync
)
{
    /// <summary>Eight pipes, by which bytes move from one connection to the other.</summary>
    private const int OfPipes = 2 * 8;

    /// <summary>Longer than all is held up on a machine that has other things to do.</summary>
    private static readonly string[] _patience = ["-w", "1h"];

    public static Door Echo { get; } = new(static _ => ["-lk", "--echo"], IsOpenAsync);

    public static Door Command { get; } = new(static _ => ["-lk", "-e", "/bin/cat"], IsOpenAsync);

    public static Door Forward { get; } =
        new(static port => ["-lk", "--to", $"127.0.0.1:{port}", .. _patience], IsOpenAsync)
        {
            KeptDescriptors = OfPipes,
        };

    public static Door Tls { get; } = new(static _ => ["-lk", "--echo", "--tls", .. _patience], HandshakeAsync);

    public static Door HttpProxy { get; } =
        new(
            static _ => ["-l", "--proxy-type", "http", .. _patience],
            static async (stream, port, limit) =>
                await ProxyClient.ConnectByHttpAsync(stream.Socket, port, limit) ? stream : null
        )
        {
            IsProxy = true,
            KeptDescriptors = OfPipes,
        };

    public static Door SocksProxy { get; } =
        new(
            static _ => ["-l", "--proxy-type", "socks5", .. _patience],
            static async (stream, port, limit) =>
                await ProxyClient.ConnectBySocksAsync(stream.Socket, port, limit) ? stream : null
        )
        {
            IsProxy = true,
            KeptDescriptors = OfPipes,
        };

    /// <summary>Whether the client names where it wants to go.</summary>
    public bool IsProxy { get; private init; }

    /// <inheritdoc cref="Traffic.KeptDescriptors"/>
    public int KeptDescriptors { get; private init; }

    private static Task<Stream?> IsOpenAsync(NetworkStream stream, int port, CancellationToken limit) =>
        Task.FromResult<Stream?>(stream);

    private static async Task<Stream?> HandshakeAsync(NetworkStream stream, int port, CancellationToken limit)
    {
        var secure = new SslStream(stream);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
#pragma warning disable CA5359 // a temporary one
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        };
        await secure.AuthenticateAsClientAsync(options, limit);
        return secure;
    }
}
