using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Ports to scan: <c>80</c>, <c>1-1024</c>, <c>22,80,443</c>, <c>http</c>, and several such words.</summary>
internal static class PortLists
{
    /// <returns>Ascending, each once.</returns>
    /// <exception cref="UsageException">A part of a word is no port and no range of ports, or there is none.</exception>
    public static List<int> Read(IEnumerable<string> words, string protocol, Ports ports)
    {
        var wanted = new bool[Ports.Highest + 1];
        foreach (string part in words.SelectMany(static word => word.Split(',')))
        {
            (int first, int last) = ReadRange(part, protocol, ports);
            wanted.AsSpan(first, last - first + 1).Fill(true);
        }

        List<int> list = [.. Enumerable.Range(1, Ports.Highest).Where(port => wanted[port])];
        return list.Count > 0 ? list : throw new UsageException(Messages.NoPorts());
    }

    /// <summary>A service's name may have a dash in it, too.</summary>
    private static (int First, int Last) ReadRange(string text, string protocol, Ports ports)
    {
        if (text.Split('-', 2) is not [var from, var to] || !Ports.IsNumber(from) || !Ports.IsNumber(to))
        {
            int port = ports.Read(text, protocol, lowest: 1);
            return (port, port);
        }

        (int first, int last) = (ports.Read(from, protocol, lowest: 1), ports.Read(to, protocol, lowest: 1));
        return first <= last ? (first, last) : throw new UsageException(Messages.RangeReversed(text));
    }
}
