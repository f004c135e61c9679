namespace Dotcat.Tests.Support.Parsers;

/// <summary>Everything that reads what a stranger has sent or written.</summary>
internal static class AllParsers
{
    public static IReadOnlyList<Parser> All { get; } =
    [
        .. CommandLineParsers.All,
        .. TalkParsers.All,
        .. HttpParsers.All,
        .. LoginParsers.All,
        .. SocksParsers.All,
        .. ProxyHeaderParsers.All,
        .. CertificateParsers.All,
    ];
}
