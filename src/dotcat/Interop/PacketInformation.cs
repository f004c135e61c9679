using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>
/// To which local address a datagram was sent, and from which one another is to go: IP_PKTINFO, ip(7), and IPV6_PKTINFO,
/// ipv6(7). The base library tells the first, but cannot say the second. Linux only; elsewhere nothing is asked for.
/// </summary>
internal static unsafe partial class PacketInformation
{
    private const int IPPROTO_IP = 0;
    private const int IP_PKTINFO = 8;
    private const int IPPROTO_IPV6 = 41;
    private const int IPV6_RECVPKTINFO = 49;
    private const int IPV6_PKTINFO = 50;
    private const int MSG_DONTWAIT = 0x40;

    /// <summary>Room for the information of both families, which a socket for both is told of an IPv4 datagram.</summary>
    private const int ControlSize = 128;

    /// <summary>struct in_pktinfo: the interface, the address to answer from, and the one that was asked.</summary>
    private const int Size4 = 12;

    /// <summary>struct in6_pktinfo: the address, and the interface.</summary>
    private const int Size6 = LocalAddress.Size + 4;

    /// <summary>Has the system tell it of each datagram from now on; false where it cannot.</summary>
    public static bool TryAsk(Socket socket) =>
        OperatingSystem.IsLinux()
        && TrySet(socket, IPPROTO_IP, IP_PKTINFO)
        && (socket.AddressFamily != AddressFamily.InterNetworkV6 || TrySet(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO));

    /// <summary>Takes a datagram that is there; false where there is none.</summary>
    /// <param name="socket">What <see cref="TryAsk"/> was true of.</param>
    /// <param name="buffer">What it has no room for is lost.</param>
    /// <param name="sender">As large as an address can be.</param>
    /// <param name="asked">None where it was sent to a group.</param>
    /// <param name="count">Bytes of the datagram.</param>
    public static bool TryReceive(
        Socket socket,
        Span<byte> buffer,
        SocketAddress sender,
        out LocalAddress asked,
        out int count
    )
    {
        byte* control = stackalloc byte[ControlSize];
        asked = default;
        fixed (byte* bytes = buffer)
        fixed (byte* name = sender.Buffer.Span)
        {
            var part = new Part { Start = bytes, Length = (nuint)buffer.Length };
            var message = new Message
            {
                Name = name,
                NameLength = (uint)sender.Buffer.Length,
                Parts = &part,
                PartCount = 1,
                Control = control,
                ControlLength = ControlSize,
            };
            nint received;
            do
            {
                received = ReceiveMessage(socket.SafeHandle, &message, MSG_DONTWAIT);
            } while (received < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);

            count = (int)received;
            if (received < 0)
            {
                return false; // if it is a failure, whoever waits for the next datagram is told of it
            }

            sender.Size = (int)message.NameLength;
            asked = Read(new ReadOnlySpan<byte>(control, (int)message.ControlLength));
            return true;
        }
    }

    /// <summary>Sends a datagram from that address; null where it cannot go from there, false where there is no room.</summary>
    public static bool? TrySend(Socket socket, ReadOnlySpan<byte> bytes, SocketAddress to, LocalAddress from)
    {
        byte* control = stackalloc byte[ControlSize];
        int controlLength = Write(new Span<byte>(control, ControlSize), from, socket.AddressFamily);
        fixed (byte* start = bytes)
        fixed (byte* name = to.Buffer.Span)
        {
            var part = new Part { Start = start, Length = (nuint)bytes.Length };
            var message = new Message
            {
                Name = name,
                NameLength = (uint)to.Size,
                Parts = &part,
                PartCount = 1,
                Control = control,
                ControlLength = (nuint)controlLength,
            };
            while (SendMessage(socket.SafeHandle, &message, MSG_DONTWAIT) < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Libc.EINTR)
                {
                    return error == Libc.EAGAIN ? false : null;
                }
            }

            return true;
        }
    }

    /// <summary>IPv4's is to be preferred, since it names an address to answer from where all in a network were asked.</summary>
    private static LocalAddress Read(ReadOnlySpan<byte> control)
    {
        LocalAddress found = default;
        while (control.Length >= sizeof(Header))
        {
            var header = MemoryMarshal.Read<Header>(control);
            ReadOnlySpan<byte> data = control[sizeof(Header)..(int)header.Length];
            switch (header.Level, header.Type)
            {
                case (IPPROTO_IP, IP_PKTINFO):
                    found = LocalAddress.OfIPv4(data[4..]);
                    return found.IsKnown ? found : LocalAddress.OfIPv4(data[8..]);
                case (IPPROTO_IPV6, IPV6_PKTINFO):
                    found = LocalAddress.OfIPv6(data, MemoryMarshal.Read<uint>(data[LocalAddress.Size..]));
                    break;
            }

            control = control[Math.Min(Aligned((int)header.Length), control.Length)..];
        }

        return found;
    }

    private static int Write(Span<byte> control, LocalAddress from, AddressFamily family)
    {
        bool isIPv4 = family == AddressFamily.InterNetwork;
        int length = sizeof(Header) + (isIPv4 ? Size4 : Size6);
        control[..Aligned(length)].Clear();
        MemoryMarshal.Write(
            control,
            new Header
            {
                Length = (nuint)length,
                Level = isIPv4 ? IPPROTO_IP : IPPROTO_IPV6,
                Type = isIPv4 ? IP_PKTINFO : IPV6_PKTINFO,
            }
        );
        Span<byte> data = control[sizeof(Header)..];
        if (isIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data[4..], from.IPv4);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(data, from.Bits);
            MemoryMarshal.Write(data[LocalAddress.Size..], from.Interface);
        }

        return Aligned(length);
    }

    private static int Aligned(int length) => (length + sizeof(nuint) - 1) / sizeof(nuint) * sizeof(nuint); // CMSG_ALIGN, cmsg(3)

    private static bool TrySet(Socket socket, int level, int option) =>
        Tuning.Try(socket, socket => socket.SetRawSocketOption(level, option, BitConverter.GetBytes(1)));

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeSocketHandle socket, Message* message, int flags);

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(SafeSocketHandle socket, Message* message, int flags);

    /// <summary>struct msghdr, recvmsg(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct iovec, readv(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct cmsghdr, cmsg(3).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
