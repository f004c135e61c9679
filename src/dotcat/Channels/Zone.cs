using System.Net;
using Dotcat.Interop;

namespace Dotcat.Channels;

/// <summary>The interface that is written behind an IPv6 address: <c>fe80::1%eth0</c> (RFC 4007, section 11).</summary>
internal static class Zone
{
    /// <summary>One that this machine does not have; null where it has it, or none is written.</summary>
    public static string? UnknownIn(string text) =>
        text.Split('%', 2) is [_, var zone]
        && IPAddress.TryParse(text, out IPAddress? address)
        && !NetworkInterfaces.Exists(address.ScopeId) // 0 for a name that is none
            ? zone
            : null;

    /// <summary>Whether the address means nothing without one, and has none.</summary>
    public static bool IsMissingIn(IPAddress address) =>
        address is { IsIPv6LinkLocal: true, ScopeId: 0 } or { IsIPv6Multicast: true, ScopeId: 0 }
        && IsOfOneLink(address);

    /// <summary>A group has its scope in its second byte: 1 is one interface, 2 one link (RFC 4291, section 2.7).</summary>
    private static bool IsOfOneLink(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.TryWriteBytes(bytes, out _) && (address.IsIPv6LinkLocal || (bytes[1] & 0xF) is 1 or 2);
    }
}
