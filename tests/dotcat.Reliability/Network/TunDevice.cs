using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Reliability.Network;

/// <summary>
/// A network interface whose other side is this program: what a host sends by it is read here, one packet a read
/// (https://docs.kernel.org/networking/tuntap.html).
/// </summary>
internal sealed class TunDevice : IDisposable
{
    public const int LargestPacket = 1500;

    public const string Name = "wire";
    private const nuint TUNSETIFF = 0x400454ca;
    private const short IFF_TUN = 1;
    private const short IFF_NO_PI = 0x1000;

    private readonly SafeFileHandle _handle;

    public TunDevice(NetworkNamespace host, string address)
    {
        _handle = host.Run(Open);
        host.Command("ip", "address", "add", $"{address}/24", "dev", Name);
        host.Command("ip", "link", "set", Name, "mtu", $"{LargestPacket}", "txqueuelen", "20000", "up");
    }

    /// <summary>Waits for a packet.</summary>
    /// <returns>Whether one is there.</returns>
    public unsafe bool Poll(int milliseconds)
    {
        var descriptor = new Libc.PollDescriptor
        {
            Descriptor = (int)_handle.DangerousGetHandle(),
            Events = Libc.POLLIN,
        };
        return Libc.Poll(&descriptor, 1, milliseconds) > 0;
    }

    /// <summary>The length of the next packet, 0 where there is none.</summary>
    public int Read(Span<byte> buffer)
    {
        nint count = Libc.Read(_handle, buffer, (nuint)buffer.Length);
        return (int)Math.Max(count, 0); // EAGAIN, and EIO while the interface is down
    }

    /// <summary>Hands a packet to the host. What the host does with one that makes no sense to it is its own affair.</summary>
    public void Write(ReadOnlySpan<byte> packet) => _ = Libc.Write(_handle, packet, (nuint)packet.Length);

    public void Dispose() => _handle.Dispose();

    private static unsafe SafeFileHandle Open()
    {
        SafeFileHandle handle = Libc.Open("/dev/net/tun", Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (handle.IsInvalid)
        {
            throw Libc.Error("/dev/net/tun");
        }

        Span<byte> request = stackalloc byte[40]; // struct ifreq of netdevice(7)
        request.Clear();
        _ = Encoding.ASCII.GetBytes(Name, request);
        _ = BitConverter.TryWriteBytes(request[16..], (short)(IFF_TUN | IFF_NO_PI));
        fixed (byte* argument = request)
        {
            return Libc.Control(handle, TUNSETIFF, argument) == 0 ? handle : throw Libc.Error("TUNSETIFF");
        }
    }
}
