using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Dialing;

/// <summary>Turns a name or an address into addresses, in the order to try them.</summary>
internal sealed class HostResolver(AddressFamily family, bool numericOnly)
{
    /// <summary>IPv6 and IPv4 interleaved, what the system puts first first (RFC 8305, section 4).</summary>
    /// <exception cref="DotcatException">There is no such name, none of the family asked for, or no such interface.</exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        string ascii = HostName.ToAscii(host) ?? throw Unknown(host, null);
        if (IPAddress.TryParse(ascii, out IPAddress? literal))
        {
            CheckZone(host, literal);
            return Suits(literal)
                ? [literal]
                : throw NotLookedUp(host, Messages.WrongFamily(host, family), SocketError.AddressFamilyNotSupported);
        }

        if (numericOnly)
        {
            throw NotLookedUp(host, Messages.NotAnAddress(host), SocketError.HostNotFound);
        }

        IPAddress[] found;
        try
        {
            // Left to itself where it is given up: getaddrinfo(3) goes on until no server has answered.
            found = await Dns.GetHostAddressesAsync(ascii, family, cancellation).WaitAsync(cancellation);
        }
        catch (Exception e) when (e is SocketException or ArgumentException) // the latter: longer than a name can be
        {
            throw Unknown(host, e);
        }

        return found.Length > 0 ? Interleave(found) : throw Unknown(host, null);
    }

    private static void CheckZone(string text, IPAddress address)
    {
        if (Zone.UnknownIn(text) is { } zone)
        {
            throw new DotcatException(Messages.NoInterface(zone), ExitCode.NothingTried);
        }

        if (address.IsIPv6LinkLocal && Zone.IsMissingIn(address))
        {
            throw new DotcatException(Messages.ZoneMissing(text), ExitCode.NothingTried);
        }
    }

    internal static IReadOnlyList<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        List<IPAddress> ordered = [],
            others = [];
        foreach (IPAddress address in addresses)
        {
            (address.AddressFamily == addresses[0].AddressFamily ? ordered : others).Add(address);
        }

        for (int i = 0; i < others.Count; i++)
        {
            ordered.Insert(Math.Min((2 * i) + 1, ordered.Count), others[i]);
        }

        return ordered;
    }

    internal static DotcatException Unknown(string host, Exception? inner)
    {
        var error = (inner as SocketException)?.SocketErrorCode ?? SocketError.HostNotFound;
        string cause = Causes.Of(new SocketException((int)error));
        bool isTransient = Causes.IsTransient(error);
        ExitCode code = isTransient ? ExitCode.Failed : ExitCode.NothingTried; // no answer is not the answer that there is none
        return new(Messages.CannotResolve(host, cause), cause, code, isTransient, inner)
        {
            Step = FailedStep.LookUp,
            Host = host,
        };
    }

    private static DotcatException NotLookedUp(string host, Sentence why, SocketError error) =>
        new(why, ExitCode.NothingTried, new SocketException((int)error)) { Step = FailedStep.LookUp, Host = host };

    private bool Suits(IPAddress address) => family == AddressFamily.Unspecified || address.AddressFamily == family;
}
