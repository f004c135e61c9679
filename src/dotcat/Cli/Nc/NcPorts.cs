using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>nc's ports: numbers, names of services, and ranges in either order.</summary>
/// <param name="services">Gives the port of a service by its name and protocol, or null.</param>
/// <param name="isDatagram">Whether they are UDP's.</param>
internal sealed class NcPorts(Func<string, string, ushort?> services, bool isDatagram)
{
    private const string Port = "port number";

    /// <summary>All that the words name, each as often as it is named.</summary>
    /// <exception cref="DotcatException">A word is no port and no range of ports.</exception>
    public int[] ReadAll(IEnumerable<string> words, bool isShuffled)
    {
        int[] ports = [.. words.SelectMany(ReadRange)];
        if (isShuffled)
        {
#pragma warning disable CA5394 // an order is no secret, and secrets need OpenSSL
            Random.Shared.Shuffle(ports);
#pragma warning restore CA5394
        }

        return ports;
    }

    /// <summary>A port of this machine; 0 for the system's choice.</summary>
    /// <exception cref="DotcatException">It is none.</exception>
    public int ReadLocal(string word) =>
        Find(word) ?? (Ports.IsNumber(word) ? Numbers.Read(word, Port, 0, Ports.Highest) : throw NoLocalPort());

    private IEnumerable<int> ReadRange(string word)
    {
        if (Find(word) is { } known)
        {
            return [known]; // whose name may have a dash in it
        }

        string[] ends = word.Split('-', 2);
        int first = ReadNumber(ends[0]);
        int last = ends is [_, var end] ? ReadNumber(end) : first;
        return Enumerable.Range(Math.Min(first, last), Math.Abs(last - first) + 1);
    }

    private int? Find(string word) =>
        Ports.IsNumber(word) ? null
        : services(word, Protocol.OfInternet(isDatagram)) is { } port ? port
        : null;

    private static int ReadNumber(string text) => Numbers.Read(text, Port, 1, Ports.Highest);

    private static DotcatException NoLocalPort() => NcFailure.Of(NcMessages.UnknownLocalPort());
}
