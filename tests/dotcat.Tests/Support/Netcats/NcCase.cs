namespace Dotcat.Tests.Support.Netcats;

/// <summary>A command line that somebody wrote for nc, and what is at the other end of it.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Peer">What is at the other end, as <see cref="NcPeer"/> has it.</param>
/// <param name="Line">The line for the shell.</param>
/// <param name="Differences">What dotcat does otherwise, and why.</param>
internal sealed record NcCase(string Name, string Peer, string Line, IReadOnlyDictionary<string, string> Differences)
{
    /// <summary>Blocks of lines <c>name:</c>, <c>peer:</c>, <c>run:</c> and <c>differs: WHAT, REASON</c>; # begins a comment.</summary>
    public static IReadOnlyList<NcCase> ReadAll(string file) =>
        [
            .. string.Join('\n', File.ReadLines(file).Where(static line => !line.StartsWith('#')))
                .Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(static block => block.Trim('\n'))
                .Where(static block => block.Length > 0)
                .Select(Read),
        ];

    private static NcCase Read(string block)
    {
        (string Key, string Value)[] lines = Array.ConvertAll(
            block.Split('\n'),
            static line => line.Split(": ", 2) is [var key, var value] ? (key, value) : (line.TrimEnd(':'), "")
        );
        string name = One("name");
        Dictionary<string, string> differences = lines
            .Where(static line => line.Key == "differs")
            .Select(static line => line.Value.Split(", ", 2))
            .ToDictionary(static parts => parts[0], static parts => parts[1]);
        return new NcCase(name, One("peer"), One("run"), differences);

        string One(string key) => lines.Single(line => line.Key == key).Value;
    }
}
