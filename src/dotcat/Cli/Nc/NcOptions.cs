namespace Dotcat.Cli.Nc;

/// <summary>The letters of OpenBSD's nc as Debian has it: nc_openbsd(1), 1.219.</summary>
internal static class NcOptions
{
    /// <summary>Each letter, its value where it takes one, and what it does, in the order of help.</summary>
    public static readonly IReadOnlyList<(char Letter, string? Value, string Meaning)> All =
    [
        ('4', null, "IPv4 only"),
        ('6', null, "IPv6 only"),
        ('b', null, "send to broadcast addresses"),
        ('C', null, "send LF as CRLF"),
        ('D', null, "set SO_DEBUG"),
        ('d', null, "do not read stdin"),
        ('F', null, "hand the socket over (not here)"),
        ('h', null, "print this"),
        ('I', "length", "receive buffer, in bytes"),
        ('i', "interval", "pause between lines, in seconds"),
        ('k', null, "with -l: serve one client after the other"),
        ('l', null, "listen"),
        ('M', "ttl", "TTL or hop limit of what is sent"),
        ('m', "minttl", "drop what arrives with less of it (Linux)"),
        ('N', null, "pass on the end of stdin"),
        ('n', null, "no names, addresses and numbers only"),
        ('O', "length", "send buffer, in bytes"),
        ('P', "user", "log in to the HTTP proxy"),
        ('p', "port", "local port; with -l, the one to listen on"),
        ('q', "seconds", "pass on the end of stdin, and end that long after it"),
        ('r', null, "try ports in random order"),
        ('S', null, "TCP MD5 signatures (not here)"),
        ('s', "address", "local address or path"),
        ('T', "keyword", "TOS or traffic class: a name or a number"),
        ('t', null, "refuse telnet negotiation"),
        ('U', null, "Unix socket"),
        ('u', null, "UDP"),
        ('V', "rtable", "routing table (not here)"),
        ('v', null, "say what happens"),
        ('W', "limit", "end after receiving so many packets"),
        ('w', "seconds", "limit for connecting, and for silence"),
        ('X', "protocol", "of the proxy: 4, 5 or connect (5)"),
        ('x', "address[:port]", "connect through a proxy"),
        ('Z', null, "DCCP (not here)"),
        ('z', null, "only try ports"),
    ];

    /// <summary>Null for what is no letter of nc's; else whether it takes a value.</summary>
    public static bool? TakesValue(char letter)
    {
        foreach ((char known, string? value, _) in All)
        {
            if (known == letter)
            {
                return value is not null;
            }
        }

        return null;
    }
}
