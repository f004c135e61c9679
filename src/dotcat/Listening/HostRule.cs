using System.Net;

namespace Dotcat.Listening;

/// <summary>Hosts that may connect, or may not, as the user wrote them.</summary>
/// <param name="Text">The word itself, which is a host name where there is no range.</param>
/// <param name="Range">The addresses that it stands for; null for a name, which is still to be looked up.</param>
internal sealed record HostRule(string Text, AddressRange? Range)
{
    /// <summary>Null where the text is no address, no range of addresses and cannot be a name.</summary>
    public static HostRule? Parse(string text) =>
        AddressRange.Parse(text) is { } range ? new HostRule(text, range)
        : CanBeName(text) ? new HostRule(text, null)
        : null;

    /// <summary>Labels, of which the last is no number, lest 300.1.2.3 and 10.1 be taken for names.</summary>
    private static bool CanBeName(string text)
    {
        string[] labels = text.Split('.');
        if (labels is [.., ""])
        {
            labels = labels[..^1]; // the root
        }

        return labels.Length > 0
            && Array.TrueForAll(labels, IsLabel)
            && !IsNumeric(labels[^1])
            && !IPAddress.TryParse(text, out _);
    }

    /// <summary>Underscores stand in no host name by RFC 1123, and in many that are in use.</summary>
    private static bool IsLabel(string label) =>
        label.Length > 0
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(static c => char.IsLetterOrDigit(c) || c is '-' or '_');

    private static bool IsNumeric(string label) => label.All(static c => char.IsAsciiDigit(c) || c == '-');
}
