using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>
/// Refuses options that contradict each other, that mean nothing without another, and that name nothing.
/// </summary>
internal static class OptionRules
{
    /// <exception cref="UsageException">A rule of the table is broken.</exception>
    public static void Check(ParsedArguments words)
    {
        CheckUrl(words);
        foreach (OptionDefinition option in OptionGroups.All)
        {
            Check(option, words);
        }

        if (words.Target is { } target)
        {
            CheckUrl(target);
            foreach (OptionDefinition option in OptionGroups.All)
            {
                CheckOfTarget(option, words, target);
            }
        }

        if (words.OneOf(OptionTable.As) is not null)
        {
            throw new UsageException(Messages.OnlyFirst(OptionTable.As.Display)); // else it was not for us to read
        }
    }

    /// <summary>What is said of both ends has kept the rules of the near one.</summary>
    private static void CheckOfTarget(OptionDefinition option, ParsedArguments words, ParsedArguments target)
    {
        if (option.Ends is Ends.Connecting)
        {
            Check(option, target);
        }

        if (words.IsGiven(option) && !words.IsAbout(option) && !target.IsAbout(option))
        {
            throw new UsageException(
                option.Ends is Ends.Local ? Messages.Contradiction(option.Display, target.Url!.Scheme)
                : option.Ends is Ends.Connecting && words.Listens ? Messages.OnlyWith(option.Display, "a tls:// target")
                : Messages.OnlyWith(option.Display, OptionTable.Tls.Display)
            );
        }
    }

    private static void CheckUrl(ParsedArguments words)
    {
        if (words.Url is { } url)
        {
            Check(url, words);
        }
    }

    private static void Check(TargetUrl url, ParsedArguments words)
    {
        if (Array.Find(url.Excludes, words.Has) is { } other)
        {
            throw new UsageException(Messages.Contradiction(url.Scheme, other.Display));
        }

        if (words.Operands is [_, var surplus, ..])
        {
            throw new UsageException(Messages.TooManyOperands(surplus));
        }

        if (url.StandsFor != OptionTable.Unix && url.Place.AsSpan().ContainsAny("/?#@"))
        {
            throw new UsageException(Messages.OnlyHostAndPort(url.Scheme));
        }
    }

    private static void Check(OptionDefinition option, ParsedArguments words)
    {
        if (!option.MayBeEmpty && words.HasEmpty(option))
        {
            throw UsageException.NoValue(option);
        }

        if (words.Has(option) && !words.HasAny(option.Unless?.Invoke() ?? []))
        {
            CheckRules(option, words);
        }
    }

    private static void CheckRules(OptionDefinition option, ParsedArguments words)
    {
        if (option.Requires?.Invoke() is { } required && !words.HasAny(required))
        {
            throw new UsageException(Messages.OnlyWith(words.NameOf(option), required[0].Display));
        }

        if (option.NcatSpelling is { } ncats && words.Has(ncats))
        {
            throw new UsageException(Messages.Contradiction(option.Display, ncats.Display));
        }

        if (Array.Find(option.Excludes?.Invoke() ?? [], words.Has) is { } other)
        {
            throw new UsageException(Messages.Contradiction(words.NameOf(option), words.NameOf(other)));
        }

        switch (option.For)
        {
            case (Role.Client, var hint) when words.Listens:
                throw new UsageException(Messages.NotWhileListening(option.Display), hint);
            case (Role.Listener, var hint) when !words.Listens:
                throw new UsageException(Messages.OnlyWith(option.Display, OptionTable.Listen.Display), hint);
        }
    }
}
