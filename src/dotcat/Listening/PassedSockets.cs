using System.Net.Sockets;
using Dotcat.Interop;
using Dotcat.Reporting;

namespace Dotcat.Listening;

/// <summary>
/// Sockets that whoever started this process has bound, and has open still: systemd.socket(5). They are used as they are,
/// since what is set here would hold for the next one, too, that is started with them.
/// </summary>
internal static class PassedSockets
{
    private const int First = 3; // SD_LISTEN_FDS_START

    /// <exception cref="DotcatException">One of them is none that can be listened on so.</exception>
    public static IReadOnlyList<Socket> Take(PassedSocketOptions options)
    {
        var taken = new List<Socket>();
        while (taken.Count < options.Count)
        {
            taken.Add(Take(First + taken.Count, options));
        }

        return taken;
    }

    private static Socket Take(int descriptor, PassedSocketOptions options)
    {
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        Sentence? problem;
        try
        {
            var socket = new Socket(handle);
            problem = ProblemOf(socket, options);
            if (problem is null)
            {
                _ = Libc.Fcntl(descriptor, Libc.F_SETFD, Libc.FD_CLOEXEC);
                return socket;
            }
        }
        catch (SocketException)
        {
            problem = Messages.NoSocketPassed;
        }

        handle.SetHandleAsInvalid(); // whatever it is, it is not ours to close
        throw new DotcatException(Messages.CannotUsePassed(descriptor, problem), ExitCode.NothingTried);
    }

    private static Sentence? ProblemOf(Socket socket, PassedSocketOptions options)
    {
        SocketType wanted = options.IsDatagram ? SocketType.Dgram : SocketType.Stream;
        return socket.SocketType == SocketType.Unknown ? Messages.NoSocketPassed // which is no failure to the base library
            : socket.SocketType != wanted ? (options.IsDatagram ? Messages.NoDatagramsPassed : Messages.NoStreamPassed)
            : !IsOf(options.Family, socket.AddressFamily) ? Messages.OtherFamilyPassed
            : !options.IsDatagram && !IsListening(socket) ? Messages.ConnectionPassed
            : null;
    }

    private static bool IsOf(AddressFamily wanted, AddressFamily family) =>
        wanted == AddressFamily.Unspecified
            ? family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 or AddressFamily.Unix
            : family == wanted;

    /// <summary>A connection, which systemd passes with Accept=yes, is not.</summary>
    private static bool IsListening(Socket socket) =>
        socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is not 0;
}
