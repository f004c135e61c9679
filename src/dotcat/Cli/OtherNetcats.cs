namespace Dotcat.Cli;

/// <summary>What to do here instead of a letter or word of another netcat that dotcat lacks or gives another meaning.</summary>
internal static class OtherNetcats
{
    public static string? Hint(char letter) =>
        letter switch
        {
            'c' => "in OpenBSD nc, -c means TLS: here that is --tls",
            'd' => "in OpenBSD nc, -d means 'do not read stdin': here that is --recv-only",
            'D' => "in OpenBSD nc, -D asks the system to record what a socket does: leave it out",
            'e' => "in OpenBSD nc, -e names who a certificate is for: here that is --tls-name",
            'F' => "in OpenBSD nc, -F passes the socket on to another program: here --exec starts one",
            'g' or 'G' => $"in ncat, -{letter} is a source route, which networks have not taken for long: leave it out",
            'H' => "in OpenBSD nc, -H names a certificate's hash: here that is --tls-pin, a SHA-256",
            'i' => "in OpenBSD nc, -i is a pause between lines: here that is -d",
            'I' or 'O' => $"in OpenBSD nc, -{letter} is the size of a buffer: here the system sizes it",
            'K' => "in OpenBSD nc, -K names a key: here that is --tls-key",
            'L' => "in netcats for Windows, -L listens again after each client: here that is -lk",
            'm' => "in OpenBSD nc, -m is a least TTL",
            'M' => "in OpenBSD nc, -M is the TTL of what is sent: here the system sets it",
            'o' => "in OpenBSD nc, -o names a file for TLS",
            'P' => "in OpenBSD nc, -P is the user for a proxy: here that is --proxy-auth",
            'r' => "in OpenBSD nc, -r takes ports at random: here the system chooses them, at random",
            'R' => "in OpenBSD nc, -R names authorities to trust: here that is --tls-trust",
            'S' => "in OpenBSD nc, -S signs each segment by MD5: --tls protects what is sent",
            'T' =>
                "in OpenBSD nc, -T is the type of service or a detail of TLS: here --tls-min, --tls-ciphers and --tls-alpn are such details",
            'w' => "in OpenBSD nc, -w also ends an idle connection: here that is -i",
            'W' => "in OpenBSD nc, -W ends after so many packets: here -q and -i end after a time",
            'x' => "in OpenBSD nc, -x names a proxy: here that is --proxy",
            'X' => "in OpenBSD nc, -X names a proxy's protocol: here that is --proxy-type http, socks4 or socks5",
            'Z' => "in OpenBSD nc, -Z is DCCP or keeps a server's certificate: neither is there",
            _ => null,
        };

    public static string? Hint(string name) =>
        name switch
        {
            "lua-exec" => "--exec runs a Lua script as any other program",
            "sctp" or "dccp" or "vsock" => "there are TCP, UDP and Unix sockets",
            "websocket" or "ws" or "wss" => "there is no WebSocket: websocat speaks it",
            "http" or "https" => "curl speaks HTTP: --tls connects to where https is spoken",
            "tcp" => "without -u or -U it is TCP",
            "ipv4" => "here that is -4",
            "ipv6" => "here that is -6",
            "timeout" => "--wait limits connecting, -i silence, -q the time after the end of stdin",
            "interval" => "a pause between lines is --delay",
            "close" => "it ends when the exchange has ended: -q, --send-only and --recv-only end it sooner",
            "tunnel" => "here that is --to",
            "local-port" => "here that is -p",
            "dont-resolve" => "here that is -n",
            "randomize" => "the system chooses ports at random",
            "zero" => "here that is -z",
            "tor" => "Tor is a proxy: --proxy socks5h://127.0.0.1:9050",
            _ => null,
        };

    /// <summary>What says here what an address of socat's says, by the word that it begins with.</summary>
    public static string? SocatHint(string keyword) =>
        keyword switch
        {
            "TCP-CONNECT" or "TCP4" or "TCP6" => "here that is HOST PORT, with -4 or -6 for one family",
            "TCP-LISTEN" or "TCP-L" or "TCP4-LISTEN" or "TCP6-LISTEN" => "here that is -l PORT, with -k for 'fork'",
            "UDP-CONNECT" or "UDP4" or "UDP6" or "UDP-SENDTO" or "UDP-DATAGRAM" => "here that is -u HOST PORT",
            "UDP-LISTEN" or "UDP-L" or "UDP4-LISTEN" or "UDP6-LISTEN" or "UDP-RECV" or "UDP-RECVFROM" =>
                "here that is -lu PORT, with -k for 'fork'",
            "UNIX-CONNECT" => "here that is -U PATH",
            "UNIX-LISTEN" or "UNIX-L" => "here that is -lU PATH, with -k for 'fork'",
            "ABSTRACT" or "ABSTRACT-CONNECT" => "here that is -U @NAME",
            "ABSTRACT-LISTEN" => "here that is -lU @NAME, with -k for 'fork'",
            "OPENSSL" or "OPENSSL-CONNECT" or "SSL" => "here that is --tls HOST PORT",
            "OPENSSL-LISTEN" or "OPENSSL-L" or "SSL-L" => "here that is -l --tls PORT, with -k for 'fork'",
            "EXEC" => "here that is --exec",
            "SYSTEM" or "SHELL" => "here that is --sh-exec",
            "PROXY" or "PROXY-CONNECT" or "SOCKS4" or "SOCKS4A" or "SOCKS5-CONNECT" => "here that is --proxy",
            _ => null,
        };
}
