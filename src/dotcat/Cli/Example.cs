namespace Dotcat.Cli;

/// <summary>A line that people type, and what it does.</summary>
internal sealed record Example(string Line, string Meaning)
{
    /// <summary>How many of them, the first ones, are shown where there is little room.</summary>
    public const int Few = 3;

    public static Example[] All() =>
        [
            new("dotcat -l 9090", "wait for one client, and talk to it"),
            new("echo text | dotcat host 9090", "send a line, and show the answer"),
            new("dotcat --tls example.com 443", "talk to a server that is verified"),
            new("dotcat -l 9090 --recv-only > copy", "take in a file"),
            new("dotcat --send-only host 9090 < file", "send it there"),
            new("echo ping | dotcat -u host 9090", "send a datagram, and show the answer"),
            new("dotcat --chat 9090", "let any number of people talk"),
            new("dotcat -lk -e /usr/bin/uptime 9090", "put a program behind a port: whoever connects runs it"),
            new("dotcat -lU /tmp/talk.sock", "listen on a Unix socket"),
            new("dotcat -d 1s -t host 23 < script", "send a telnet server a line each second"),
            new("dotcat -o record host 9090", "keep all that moves in a file"),
            new("dotcat --proxy socks5://proxy host 22", "connect through a proxy"),
            new("dotcat -z host 1-1024", "tell which ports are open"),
            new("dotcat -z --retry-for 30s host 5432", "wait until a port is open"),
        ];
}
