namespace Dotcat.Tests.Unit.Cli.Nc;

/// <summary>What cannot be carried out, in nc's words where nc does not either.</summary>
public sealed class NcRefusalTests
{
    private const string Long =
        "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678";

    [Theory]
    [InlineData("", null)]
    [InlineData("-l -p 80 90", null)]
    [InlineData("-l -s 127.0.0.1 90", null)]
    [InlineData("-l host 80 90", null)]
    [InlineData("-U", null)]
    [InlineData("-U -p 80 path", null)]
    [InlineData("-U -s here path", null)]
    [InlineData("-lU -s here path", null)]
    [InlineData("-e /bin/sh host 80", "invalid option -- 'e'")]
    [InlineData("--help", "invalid option -- '-'")]
    [InlineData("host 80 -w", "option requires an argument -- 'w'")]
    [InlineData("host", "missing port number")]
    [InlineData("-l", "missing port number")]
    [InlineData("-lU", "missing socket pathname")]
    [InlineData("-U ''", ": Invalid argument")]
    [InlineData("-lU ''", "Invalid argument")]
    [InlineData("-U /tmp/" + Long, "/tmp/" + Long + ": File name too long")]
    [InlineData("-lU /tmp/" + Long, "File name too long")]
    [InlineData("-U path 80", "cannot use port with -U")]
    [InlineData("-lU -p 80 path", "cannot use port with -U")]
    [InlineData("a..b 80", "getaddrinfo for host \"a..b\" port 80: Name or service not known")]
    [InlineData("-lz 80", "cannot use -z and -l")]
    [InlineData("-UF path", "cannot use -F and -U")]
    [InlineData("-lk -W 2 80", "cannot use -W and -k")]
    [InlineData("-k host 80", "must use -l with -k")]
    [InlineData("-x proxy -u host 80", "no proxy support for UDP mode")]
    [InlineData("-x proxy -l 80", "no proxy support for listen")]
    [InlineData("-x proxy -U path", "no proxy support for unix sockets")]
    [InlineData("-x proxy -s ::1 host 80", "no proxy support for local source address")]
    [InlineData("-X 6 host 80", "unsupported proxy protocol")]
    [InlineData(
        "-X connect -x proxy -P me host 80",
        "no password for the proxy's user me: neither NCAT_PROXY_AUTH nor a terminal has it"
    )]
    [InlineData("host x", "port number invalid: x")]
    [InlineData("host 1-x", "port number invalid: x")]
    [InlineData("host 80,81", "port number invalid: 80,81")]
    [InlineData("host 0", "port number too small: 0")]
    [InlineData("host 65536", "port number too large: 65536")]
    [InlineData("-l x", "getaddrinfo: Servname not supported for ai_socktype")]
    [InlineData("-w x host 80", "timeout invalid: x")]
    [InlineData("-w -1 host 80", "timeout too small: -1")]
    [InlineData("-w 9999999999 host 80", "timeout too large: 9999999999")]
    [InlineData("-i x host 80", "interval invalid: x")]
    [InlineData("-q x host 80", "quit timer invalid: x")]
    [InlineData("-W 0 host 80", "receive limit too small: 0")]
    [InlineData("-I 0 host 80", "TCP receive window too small: 0")]
    [InlineData("-O x host 80", "TCP send window invalid: x")]
    [InlineData("-M 256 host 80", "ttl is too large")]
    [InlineData("-m -1 host 80", "minttl is too small")]
    [InlineData("-M x host 80", "ttl is invalid")]
    [InlineData("-T x host 80", "illegal tos value x")]
    [InlineData("-T 256 host 80", "illegal tos value 256")]
    [InlineData("-T 0x host 80", "illegal tos value 0x")]
    [InlineData("-zu -T ef host 80", "cannot use -T and -z with -u")]
    [InlineData("-V 1 host 80", "no alternate routing table support available")]
    [InlineData("-F host 80", "-F (handing the socket over) is not to be had here")]
    [InlineData("-S host 80", "-S (TCP MD5 signatures) is not to be had here")]
    [InlineData("-Z host 80", "-Z (DCCP) is not to be had here")]
    public void Mistake_IsOneLine_OrTheUsage(string line, string? problem) =>
        Assert.Equal(problem, NcCommand.Refuse(line));
}
