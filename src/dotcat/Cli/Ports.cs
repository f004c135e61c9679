using System.Globalization;
using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Port numbers, and service names where names are allowed.</summary>
/// <param name="services">Gives the port of a service by its name and protocol, or null.</param>
/// <param name="numericOnly">Whether names are refused.</param>
internal sealed class Ports(Func<string, string, ushort?> services, bool numericOnly)
{
    /// <summary>Where the user names none: ncat's.</summary>
    public const int Default = 31337;

    public const int Highest = 65535;

    public static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <param name="text">A number or a service name.</param>
    /// <param name="protocol"><c>tcp</c> or <c>udp</c>.</param>
    /// <param name="lowest">0 for a local port, 1 for one to connect to.</param>
    /// <exception cref="UsageException">It is no port.</exception>
    public int Read(string text, string protocol, int lowest)
    {
        if (!IsNumber(text))
        {
            return numericOnly
                ? throw new UsageException(Messages.PortNotNumeric(text))
                : services(text, protocol) ?? throw new UsageException(Messages.UnknownService(text, protocol, lowest));
        }

        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port >= lowest
            && port <= Highest
            ? port
            : throw new UsageException(Messages.BadPort(text, lowest));
    }
}
