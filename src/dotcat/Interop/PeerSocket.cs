using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>The other socket of a TCP connection within this machine: sock_diag(7). Linux only.</summary>
internal static partial class PeerSocket
{
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int AF_NETLINK = 16;
    private const int SOCK_RAW_CLOEXEC = 0x80003;
    private const int NETLINK_SOCK_DIAG = 4;
    private const ushort SOCK_DIAG_BY_FAMILY = 20;
    private const ushort NLM_F_REQUEST = 1;
    private const ushort NLMSG_ERROR = 2;
    private const int ENOENT = 2;
    private const byte IPPROTO_TCP = 6;

    /// <summary>struct nlmsghdr, then struct inet_diag_req_v2 with its struct inet_diag_sockid.</summary>
    private const int RequestSize = 72;
    private const int IdentityOffset = 24;

    /// <summary>Of the errno, negative, in an answer that is a struct nlmsgerr.</summary>
    private const int ErrorOffset = 16;

    /// <summary>Of idiag_inode in the answer, a struct inet_diag_msg.</summary>
    private const int InodeOffset = 84;

    /// <summary>What the system knows of it.</summary>
    /// <param name="local">Its own end.</param>
    /// <param name="remote">The end it is connected to.</param>
    public static unsafe PeerSocketState Find(IPEndPoint local, IPEndPoint remote)
    {
        byte* request = stackalloc byte[RequestSize];
        Fill(new Span<byte>(request, RequestSize), local, remote);
        int link = Open(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG);
        if (link < 0)
        {
            return PeerSocketState.Unknown;
        }

        const int Size = 1024;
        byte* answer = stackalloc byte[Size];
        nint count = Libc.Write(link, request, RequestSize) == RequestSize ? Libc.Read(link, answer, Size) : 0;
        _ = Libc.Close(link);
        return Read(new ReadOnlySpan<byte>(answer, (int)Math.Max(0, count)));
    }

    private static PeerSocketState Read(ReadOnlySpan<byte> answer)
    {
        ushort type = answer.Length > ErrorOffset + sizeof(int) ? MemoryMarshal.Read<ushort>(answer[4..]) : (ushort)0;
        return type switch
        {
            NLMSG_ERROR when MemoryMarshal.Read<int>(answer[ErrorOffset..]) == -ENOENT => PeerSocketState.None,
            SOCK_DIAG_BY_FAMILY when answer.Length >= InodeOffset + sizeof(uint) => MemoryMarshal.Read<uint>(
                answer[InodeOffset..]
            ) != 0
                ? PeerSocketState.Open
                : PeerSocketState.Closed,
            _ => PeerSocketState.Unknown,
        };
    }

    private static void Fill(Span<byte> request, IPEndPoint local, IPEndPoint remote)
    {
        IPAddress localAddress = Unmap(local.Address);
        IPAddress remoteAddress = Unmap(remote.Address);
        bool isIPv6 = localAddress.AddressFamily == AddressFamily.InterNetworkV6;
        request.Clear();
        MemoryMarshal.Write(request, RequestSize);
        MemoryMarshal.Write(request[4..], SOCK_DIAG_BY_FAMILY);
        MemoryMarshal.Write(request[6..], NLM_F_REQUEST);
        request[16] = (byte)(isIPv6 ? AF_INET6 : AF_INET);
        request[17] = IPPROTO_TCP;
        MemoryMarshal.Write(request[20..], uint.MaxValue); // in any state

        Span<byte> identity = request[IdentityOffset..];
        BinaryPrimitives.WriteUInt16BigEndian(identity, (ushort)local.Port);
        BinaryPrimitives.WriteUInt16BigEndian(identity[2..], (ushort)remote.Port);
        localAddress.TryWriteBytes(identity[4..], out _);
        remoteAddress.TryWriteBytes(identity[20..], out _);
        MemoryMarshal.Write(identity[36..], isIPv6 ? (uint)localAddress.ScopeId : 0);
        MemoryMarshal.Write(identity[40..], ulong.MaxValue); // INET_DIAG_NOCOOKIE
    }

    private static IPAddress Unmap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Open(int family, int type, int protocol);
}
