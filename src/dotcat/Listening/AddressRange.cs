using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dotcat.Listening;

/// <summary>Addresses of which each byte lies between two bounds: one address, a block (CIDR), or octet ranges.</summary>
internal sealed class AddressRange
{
    private readonly byte[] _lowest;
    private readonly byte[] _highest;
    private readonly long _scope; // 0 for any

    private AddressRange(byte[] lowest, byte[] highest, long scope = 0) =>
        (_lowest, _highest, _scope) = (lowest, highest, scope);

    /// <summary>The one address; of an IPv6 address without a scope, in every scope.</summary>
    public static AddressRange Of(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        long scope = address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
        return new AddressRange(bytes, bytes, scope).Unmapped();
    }

    /// <summary>
    /// <c>192.168.1.5</c>, <c>192.168.1.5/24</c>, <c>10.0-3.*.1</c>, <c>fe80::1%eth0</c>, <c>2001:db8::/32</c>;
    /// null where the text is none of these.
    /// </summary>
    public static AddressRange? Parse(string text)
    {
        string[] parts = text.Split('/', 3);
        AddressRange? range = text.Contains(':', StringComparison.Ordinal) ? ParseIPv6(parts[0]) : ParseIPv4(parts[0]);
        return parts switch
        {
            [_] => range?.Unmapped(),
            [_, var prefix] => range?.Block(prefix)?.Unmapped(),
            _ => null,
        };
    }

    /// <param name="address">Never an IPv4-mapped one: those are matched as the IPv4 addresses they are.</param>
    public bool Contains(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        if (length != _lowest.Length || (_scope != 0 && address.ScopeId != _scope))
        {
            return false;
        }

        for (int i = 0; i < length; i++)
        {
            if (bytes[i] < _lowest[i] || bytes[i] > _highest[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Not the platform's parser, which takes <c>5</c>, <c>10.1</c> and <c>0x7f.1</c> and reads 010 as 8.</summary>
    private static AddressRange? ParseIPv4(string text)
    {
        string[] octets = text.Split('.');
        if (octets.Length != 4)
        {
            return null;
        }

        byte[] lowest = new byte[4];
        byte[] highest = new byte[4];
        for (int i = 0; i < octets.Length; i++)
        {
            string[] bounds = octets[i] == "*" ? ["0", "255"] : octets[i].Split('-');
            if (
                bounds.Length > 2
                || Number(bounds[0], 255) is not { } low
                || Number(bounds[^1], 255) is not { } high
                || low > high
            )
            {
                return null;
            }

            lowest[i] = (byte)low;
            highest[i] = (byte)high;
        }

        return new AddressRange(lowest, highest);
    }

    private static AddressRange? ParseIPv6(string text)
    {
        if (
            text.StartsWith('[') // [::1]:80 would be taken for ::1
            || !IPAddress.TryParse(text, out IPAddress? address)
            || address.AddressFamily != AddressFamily.InterNetworkV6 // as of 10.0.0.0/8:80
        )
        {
            return null;
        }

        // An interface that there is not parses as scope 0, which would be every interface.
        bool isScoped = text.Contains('%', StringComparison.Ordinal);
        byte[] bytes = address.GetAddressBytes();
        return isScoped && address.ScopeId == 0 ? null : new AddressRange(bytes, bytes, address.ScopeId);
    }

    /// <summary>A decimal number without signs, blanks or zeros in front.</summary>
    private static int? Number(string text, int highest) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number <= highest
        && (text.Length == 1 || text[0] != '0')
            ? number
            : null;

    /// <summary>The block that this one address is in; bits behind the prefix may be set.</summary>
    private AddressRange? Block(string prefix)
    {
        if (!_lowest.AsSpan().SequenceEqual(_highest) || Number(prefix, _lowest.Length * 8) is not { } bits)
        {
            return null;
        }

        byte[] lowest = [.. _lowest];
        byte[] highest = [.. _highest];
        for (int i = 0; i < lowest.Length; i++)
        {
            int open = 0xFF >> Math.Clamp(bits - (8 * i), 0, 8);
            lowest[i] &= (byte)~open;
            highest[i] |= (byte)open;
        }

        return new AddressRange(lowest, highest, _scope);
    }

    private AddressRange Unmapped() =>
        new IPAddress(_lowest).IsIPv4MappedToIPv6 && new IPAddress(_highest).IsIPv4MappedToIPv6
            ? new AddressRange(_lowest[12..], _highest[12..])
            : this;
}
