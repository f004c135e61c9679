using Dotcat.Channels;
using Dotcat.Reporting;

namespace Dotcat.Cli.Nc;

/// <summary>Refuses what nc refuses, and what cannot be had here, in nc's order.</summary>
internal static class NcRules
{
    /// <summary>What contradicts what.</summary>
    private static readonly (char First, char Second, Func<Sentence> Problem)[] _contradictions =
    [
        ('x', 'u', static () => NcMessages.NoProxyFor("UDP mode")),
        ('x', 'l', static () => NcMessages.NoProxyFor("listen")),
        ('x', 'U', static () => NcMessages.NoProxyFor("unix sockets")),
        ('x', 's', static () => NcMessages.NoProxyFor("local source address")),
        ('l', 'z', static () => NcMessages.Contradiction("-z", "-l")),
        ('F', 'U', static () => NcMessages.Contradiction("-F", "-U")),
        ('W', 'k', static () => NcMessages.Contradiction("-W", "-k")),
    ];

    /// <summary>What nothing here can do.</summary>
    private static readonly (char Letter, Func<Sentence> Problem)[] _lacking =
    [
        ('V', NcMessages.NoRoutingTables),
        ('F', static () => NcMessages.NotHere("-F", "handing the socket over")),
        ('S', static () => NcMessages.NotHere("-S", "TCP MD5 signatures")),
        ('Z', static () => NcMessages.NotHere("-Z", "DCCP")),
    ];

    /// <exception cref="DotcatException">A rule is broken.</exception>
    /// <exception cref="NcUsageException">There is no place in it.</exception>
    public static void Check(NcWords words)
    {
        foreach ((char first, char second, Func<Sentence> problem) in _contradictions)
        {
            if (words.Has(first) && words.Has(second))
            {
                throw NcFailure.Of(problem());
            }
        }

        foreach ((char letter, Func<Sentence> problem) in _lacking)
        {
            if (words.Has(letter))
            {
                throw NcFailure.Of(problem());
            }
        }

        if (words.Has('z') && words.Has('u') && NcSockets.Letters.FirstOrDefault(words.Has) is > '\0' and var setting)
        {
            throw NcFailure.Of(NcMessages.Contradiction($"-{setting}", "-z with -u"));
        }

        if (words.Has('m') && !OperatingSystem.IsLinux())
        {
            throw NcFailure.Of(NcMessages.NotHere("-m", "a least TTL"));
        }

        if (words.Has('U'))
        {
            CheckPath(words);
        }
        else
        {
            CheckHost(words);
        }

        if (words.Has('k') && !words.Has('l'))
        {
            throw NcFailure.Of(NcMessages.KeepWithoutListen());
        }
    }

    private static void CheckPath(NcWords words)
    {
        bool listens = words.Has('l');
        if (words.Operands.Count > 1 || (listens && words.Has('p')))
        {
            throw NcFailure.Of(NcMessages.PortOfPath());
        }

        string? source = words.Last('s');
        if (words.Operands.Count == 0 && source is null && listens)
        {
            throw NcFailure.Of(NcMessages.NoPath());
        }

        bool isSourceInPlace = listens ? words.Operands.Count == 0 : words.Has('u');
        if (words.Has('p') || (source is not null && !isSourceInPlace) || (words.Operands.Count == 0 && !listens))
        {
            throw new NcUsageException();
        }

        string path = words.Operands is [var only] ? only : source!;
        string? cause =
            path.Length == 0 ? NcMessages.Invalid
            : UnixPath.Length(path) > UnixPath.MaxBytes ? NcMessages.NameTooLong
            : null;
        if (cause is not null)
        {
            throw NcFailure.Of(listens ? (Sentence)$"{cause}" : NcMessages.OfPath(path, cause));
        }
    }

    private static void CheckHost(NcWords words)
    {
        int operands = words.Operands.Count;
        if (words.Has('l'))
        {
            bool isNamedTwice = operands > 0 && (words.Has('p') || words.Has('s'));
            if (isNamedTwice || operands > 2)
            {
                throw new NcUsageException();
            }

            if (operands == 0 && !words.Has('p'))
            {
                throw NcFailure.Of(NcMessages.NoPort());
            }
        }
        else if (operands < 2)
        {
            throw operands == 0 ? new NcUsageException() : NcFailure.Of(NcMessages.NoPort());
        }
    }
}
