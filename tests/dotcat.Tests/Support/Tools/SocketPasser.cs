using System.Net;

namespace Dotcat.Tests.Support.Tools;

/// <summary>Starts dotcat with sockets that it is to listen on.</summary>
internal static class SocketPasser
{
    /// <summary>
    /// As sd_listen_fds(3) has it, from descriptor 3 on. <c>pair</c> has a second end, so that it comes last.
    /// </summary>
    private const string Script = """
        use Socket;
        $^F = 1000; # nothing is closed on exec
        my ($who, @all) = (shift);
        while ((my $kind = shift) ne '--') {
            my $one;
            if ($kind eq 'tcp') {
                socket($one, PF_INET, SOCK_STREAM, 0) && bind($one, sockaddr_in(0, INADDR_LOOPBACK)) && listen($one, 16) || die $!;
            } elsif ($kind eq 'udp') {
                socket($one, PF_INET, SOCK_DGRAM, 0) && bind($one, sockaddr_in(0, INADDR_LOOPBACK)) || die $!;
            } elsif ($kind =~ /^unix:/) {
                socket($one, PF_UNIX, SOCK_STREAM, 0) && bind($one, sockaddr_un('' . substr($kind, 5))) && listen($one, 16) || die $!;
            } elsif ($kind eq 'pair') {
                socketpair($one, my $other, PF_UNIX, SOCK_STREAM, 0) || die $!;
                push @kept, $other;
            } else {
                open($one, '<', $kind) || die $!;
            }
            fileno($one) == 3 + @all || die fileno($one);
            push @all, $one;
        }
        ($ENV{LISTEN_FDS}, $ENV{LISTEN_FDNAMES}) = (scalar @all, 'a:b');
        $ENV{LISTEN_PID} = $who eq 'own' ? $$ : $$ + 1;
        exec { $ARGV[0] } @ARGV;
        """;

    /// <summary>By a launcher of the test's own, which keeps none of them.</summary>
    /// <param name="sockets">Of each what it is: tcp, udp, unix:PATH, pair (a connection), or the path of a file.</param>
    /// <param name="arguments">dotcat's.</param>
    /// <param name="areItsOwn">Whether LISTEN_PID says that they are for it.</param>
    public static RunningProcess Start(string[] sockets, string[] arguments, bool areItsOwn = true) =>
        RunningProcess.Start(
            "perl",
            ["-e", Script, areItsOwn ? "own" : "other", .. sockets, "--", Tool.Path, .. arguments]
        );

    /// <summary>By systemd's, which starts it when somebody comes.</summary>
    /// <param name="address">ADDRESS:PORT or a path.</param>
    /// <param name="arguments">dotcat's.</param>
    /// <param name="isDatagram">Whether datagrams are waited for.</param>
    public static async Task<RunningProcess> ActivateAsync(string address, string[] arguments, bool isDatagram = false)
    {
        Peers.Require("systemd-socket-activate");
        string[] variables = ["-E", "HOME", "-E", "DOTNET_ROOT"];
        var process = RunningProcess.Start(
            "systemd-socket-activate",
            [.. isDatagram ? (string[])["-d"] : [], "-l", address, .. variables, Tool.Path, .. arguments]
        );
        await process.UntilAsync(process.ErrorLineAsync("Listening on "));
        return process;
    }

    /// <summary>Where a passed TCP or UDP socket is, as dotcat says with -v.</summary>
    public static async Task<IPEndPoint> EndPointOfAsync(RunningProcess process)
    {
        const string Said = "dotcat: listening on ";
        string line = await process.ErrorLineAsync(Said);
        return IPEndPoint.Parse(line[Said.Length..].Split(' ')[0]);
    }
}
