using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;

namespace Dotcat.Interop;

/// <summary>The network interfaces of this machine, by their indices: if_nametoindex(3), if_indextoname(3).</summary>
internal static partial class NetworkInterfaces
{
    private const int IF_NAMESIZE = 16;

    /// <summary>Whether there is one; any index but 0 where the platform is not asked.</summary>
    public static unsafe bool Exists(long index)
    {
        byte* name = stackalloc byte[IF_NAMESIZE];
        return index != 0 && (OperatingSystem.IsWindows() || IndexToName((uint)index, name) != null);
    }

    /// <summary>The index, for IPv6, of the one that has the address; 0 where none has.</summary>
    public static int IndexOf(IPAddress address)
    {
        foreach (NetworkInterface one in NetworkInterface.GetAllNetworkInterfaces())
        {
            IPInterfaceProperties properties = one.GetIPProperties();
            foreach (UnicastIPAddressInformation own in properties.UnicastAddresses)
            {
                if (own.Address.Equals(address))
                {
                    return properties.GetIPv6Properties().Index;
                }
            }
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "if_indextoname")]
    private static unsafe partial byte* IndexToName(uint index, byte* name);
}
