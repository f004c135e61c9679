namespace Dotcat.Services;

/// <summary>What answers a channel.</summary>
internal enum ServiceKind
{
    /// <summary>Standard input and output.</summary>
    Stdio,

    /// <summary>A program, one for each peer.</summary>
    Command,

    /// <summary>Sends back what arrives.</summary>
    Echo,

    /// <summary>Answers each message with the same text.</summary>
    Reply,

    /// <summary>Sends what one peer sends to all the others.</summary>
    Broker,

    /// <summary>A broker of lines, each under its sender's name.</summary>
    Chat,

    /// <summary>Connects each peer to what it asks for over HTTP.</summary>
    HttpProxy,

    /// <summary>The same over SOCKS5.</summary>
    SocksProxy,
}
