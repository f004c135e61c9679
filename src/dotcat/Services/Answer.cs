namespace Dotcat.Services;

/// <summary>What answers a channel.</summary>
internal abstract record Answer
{
    private Answer() { }

    /// <summary>Standard input and output.</summary>
    internal sealed record Stdio : Answer;

    /// <summary>A program, one for each peer.</summary>
    /// <param name="Program">A path, or a name that is looked for in PATH.</param>
    /// <param name="Arguments">What follows it, a word each.</param>
    internal sealed record Command(string Program, IReadOnlyList<string> Arguments) : Answer;

    /// <summary>What arrives is sent back.</summary>
    internal sealed record Echo : Answer;

    /// <summary>Each message is answered with the same text.</summary>
    internal sealed record Reply(ReadOnlyMemory<byte> Text) : Answer;

    /// <summary>Each peer is connected to the same target.</summary>
    internal sealed record Forward : Answer;

    /// <summary>What one peer sends goes to all the others.</summary>
    internal sealed record Broker : Answer;

    /// <summary>A broker of lines, each under its sender's name.</summary>
    internal sealed record Chat : Answer;

    /// <summary>Each peer is connected to what it asks for over HTTP.</summary>
    internal sealed record HttpProxy(ProxyServerOptions Options) : Answer;

    /// <summary>The same over SOCKS5.</summary>
    internal sealed record SocksProxy(ProxyServerOptions Options) : Answer;
}
