using Dotcat.Tests.Support.Parsers;

namespace Dotcat.Reliability.Bytes;

/// <summary>What strangers send to the parsers.</summary>
internal static class BytesTrials
{
    public static IReadOnlyList<Trial> All { get; } =
    [.. AllParsers.All.Select(static parser => new ParserTrial(parser.Name))];
}
