using System.Net;
using Dotcat.Channels;

namespace Dotcat.Listening;

/// <summary>Who may connect, with all names looked up.</summary>
/// <param name="allowed">Null for everybody.</param>
/// <param name="denied">Who may not, even if allowed.</param>
internal sealed class AccessList(IReadOnlyList<AddressRange>? allowed, IReadOnlyList<AddressRange> denied)
{
    /// <summary>Looks the names up; throws what the look-up throws.</summary>
    public static async Task<AccessList> ResolveAsync(
        AccessOptions options,
        Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>> resolve,
        CancellationToken cancellation
    ) =>
        new(
            options.Allow is { } allow ? await RangesAsync(allow, resolve, cancellation) : null,
            await RangesAsync(options.Deny, resolve, cancellation)
        );

    /// <summary>Whether a client of that address may connect; one without (a Unix socket) is on no list.</summary>
    public bool Allows(IPAddress? address)
    {
        address = address is null ? null : Addresses.Unmap(address);
        return !Contain(denied, address) && (allowed is null || Contain(allowed, address));
    }

    private static async Task<List<AddressRange>> RangesAsync(
        IReadOnlyList<HostRule> rules,
        Func<string, CancellationToken, Task<IReadOnlyList<IPAddress>>> resolve,
        CancellationToken cancellation
    )
    {
        var ranges = new List<AddressRange>();
        foreach (HostRule rule in rules)
        {
            ranges.AddRange(
                rule.Range is { } range ? [range] : (await resolve(rule.Text, cancellation)).Select(AddressRange.Of)
            );
        }

        return ranges;
    }

    private static bool Contain(IReadOnlyList<AddressRange> ranges, IPAddress? address) =>
        address is not null && ranges.Any(range => range.Contains(address));
}
