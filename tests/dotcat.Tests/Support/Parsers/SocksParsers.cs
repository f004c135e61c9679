using Dotcat.Channels;
using Dotcat.Dialing.Proxies;
using Dotcat.Reporting;
using Dotcat.Services;
using Dotcat.Services.Proxying;
using Dotcat.Socks;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Support.Parsers;

/// <summary>The messages of SOCKS 4 and 5, as each side reads the other's.</summary>
internal static class SocksParsers
{
    /// <summary>Two texts of the greatest length, and what stands before them.</summary>
    private const int LongestMessage = 1 + 256 + 256;

    private static readonly ProxyLogin _login = new("user", "a password that no chance finds");

    private static readonly IReadOnlyList<byte[]> _words =
    [
        [0],
        [1],
        [2],
        [3],
        [4],
        [5],
        [90],
        [91],
        [255],
        [5, 0],
        [5, 2],
        [1, 0],
        [5, 1, 0],
        [5, 0, 0, 1],
        [5, 0, 0, 3],
        [5, 0, 0, 4],
        [5, 1, 0, 3],
        .. Parser.Utf8("host", "user", "é", "\u001b[2J", "\u202e"),
    ];

    /// <summary>One of each kind, in the order of their readers; the last is of the second kind again.</summary>
    private static readonly IReadOnlyList<byte[]> _messages =
    [
        [0, 90, 0, 80, 127, 0, 0, 1],
        [5, 1, 0, 1, 127, 0, 0, 1, 0, 80],
        [5, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 80],
        [2, 0, 2],
        [5, 2],
        [1, 4, .. "user"u8, 4, .. "word"u8],
        [1, 0],
        [5, 1, 0, 3, 4, .. "host"u8, 0, 80],
    ];

    private static readonly Func<BytesChannel, string>[] _readers =
    [
        static channel => $"{Pieces.Now(Socks4.ReadReplyAsync(channel, default))}",
        static channel => $"{Pieces.Now(Socks5Request.ReadAsync(channel, default))}",
        static channel => $"{Pieces.Now(Socks5Reply.ReadAsync(channel, default))}",
        static channel => Convert.ToHexString(Pieces.Now(Socks5Greeting.ReadAsync(channel, default))),
        static channel => $"{Pieces.Now(Socks5Greeting.ReadChoiceAsync(channel, default))}",
        static channel => $"{Pieces.Now(Socks5Login.ReadAsync(channel, default))}",
        static channel => $"{Pieces.Now(Socks5Login.ReadStatusAsync(channel, default))}",
    ];

    public static IReadOnlyList<Parser> All { get; } =
    [
        new("SOCKS messages", CheckMessage)
        {
            Seeds = [.. _messages.Select(static (message, i) => (byte[])[(byte)(i == 7 ? 1 : i), .. message])],
            Words = _words,
        },
        new("SOCKS client of a server", static bytes => Pieces.Read(bytes, Serve))
        {
            Seeds =
            [
                [5, 2, 0, 2, .. _messages[5], .. _messages[1]],
                [5, 1, 0],
                [4, 1, 0, 80, 1, 2, 3, 4, 0],
            ],
            Words = _words,
        },
        new("SOCKS4 proxy", static bytes => Pieces.Read(bytes, static channel => Ask(channel, ProxyType.Socks4)))
        {
            Seeds = [_messages[0], [0, 91, 0, 0, 0, 0, 0, 0]],
            Words = _words,
        },
        new("SOCKS5 proxy", static bytes => Pieces.Read(bytes, static channel => Ask(channel, ProxyType.Socks5)))
        {
            Seeds =
            [
                [5, 2, 1, 0, .. _messages[2], .. "rest"u8],
                [5, 0, 5, 5],
                [5, 255],
            ],
            Words = _words,
        },
    ];

    /// <summary>The first byte says which is expected.</summary>
    private static void CheckMessage(byte[] bytes)
    {
        if (bytes is [var kind, ..])
        {
            Pieces.ReadExactly(bytes[1..], LongestMessage, _readers[kind % _readers.Length]);
        }
    }

    /// <summary>What a client is answered that does not know the login, and so is never let in.</summary>
    private static string Serve(BytesChannel client)
    {
        using var told = new StringWriter { NewLine = "\n" };
        var service = new SocksProxyService(
            new ProxyServerOptions { Login = _login },
            new ServiceOptions { KeepOpen = true },
            new Reporter(told, Verbosity.Events),
            TimeProvider.System
        );
        Task serving = service.ServeAsync(client, static () => { }, default);
        Pieces.Now(new ValueTask(serving));
        byte[] answer = client.Written;
        ParserException.ThrowUnless(answer is not [_, _, _, 0, ..] && answer.Length <= 4, "it was let in");
        Shown.Check($"{told}", "\n");
        return $"{Convert.ToHexString(answer)} {told}";
    }

    /// <summary>What becomes of asking a proxy that answers so, and what is left for whoever reads the tunnel.</summary>
    private static string Ask(BytesChannel proxy, ProxyType type)
    {
        var options = new ProxyOptions
        {
            Type = type,
            Host = "proxy",
            Port = 1080,
            User = "user",
            Password = "word",
        };
        try
        {
            var handshake = ProxyHandshake.For(options, "host", 443);
            Channel tunnel = Pieces.Now(handshake.EstablishAsync(_ => Task.FromResult<Channel>(proxy), default));
            return $"{ReferenceEquals(tunnel, proxy)} {proxy.Taken}";
        }
        catch (DotcatException e)
        {
            Shown.Check(e.Message);
            return e.Message;
        }
    }
}
