using Dotcat.Reporting;

namespace Dotcat.Cli;

/// <summary>Refuses options that contradict each other, and options that mean nothing without another.</summary>
internal static class Contradictions
{
    /// <exception cref="UsageException">Two options contradict each other, or one lacks another.</exception>
    public static void RefuseContradictions(this ParsedArguments words)
    {
        words.Refuse(Vocabulary.IPv4, Vocabulary.IPv6);
        words.Refuse(Vocabulary.SendOnly, Vocabulary.RecvOnly);
        words.Refuse(Vocabulary.ShutdownAtEnd, Vocabulary.NoShutdown);
        words.Refuse(Vocabulary.Unix, Vocabulary.IPv4, Vocabulary.IPv6, Vocabulary.SourcePort);
        words.Refuse(Vocabulary.Lines, Vocabulary.Crlf);
        words.Require(Vocabulary.Lines, Vocabulary.Udp);
        CheckListening(words);
        CheckAnswers(words);
        if (!words.Has(Vocabulary.RetryFor))
        {
            words.Require(Vocabulary.RetryDelay, Vocabulary.Retry);
            words.Require(Vocabulary.RetryMaxDelay, Vocabulary.Retry);
        }

        ProxyReader.RefuseContradictions(words);
        words.RefuseWhileListening(Vocabulary.Source, Messages.ListenOnHost);
        if (!ProxyServerReader.IsAsked(words) && !TlsReader.IsAsked(words))
        {
            words.RefuseWhileListening(Vocabulary.Wait, Messages.ListenTimers);
        }
    }

    private static void CheckListening(ParsedArguments words)
    {
        if (!words.Listens)
        {
            words.Require(Vocabulary.MaxConnections, Vocabulary.Listen);
            words.Require(Vocabulary.AcceptTimeout, Vocabulary.Listen);
            foreach (OptionDefinition option in Vocabulary.Access)
            {
                words.Require(option, Vocabulary.Listen);
            }
        }

        words.Refuse(Vocabulary.Unix, Vocabulary.Access);
        if (ProxyServerReader.IsAsked(words))
        {
            words.Refuse(Vocabulary.ProxyType, Vocabulary.NotForProxyServers);
        }
    }

    private static void CheckAnswers(ParsedArguments words)
    {
        for (int i = 0; i < Vocabulary.Answers.Length; i++)
        {
            words.Refuse(Vocabulary.Answers[i], Vocabulary.Answers[(i + 1)..]);
        }

        foreach (OptionDefinition answer in (ReadOnlySpan<OptionDefinition>)[Vocabulary.Echo, Vocabulary.Reply])
        {
            words.Refuse(answer, Vocabulary.SendOnly, Vocabulary.RecvOnly, Vocabulary.NoShutdown, Vocabulary.Quit);
        }

        foreach (OptionDefinition answer in Vocabulary.Answers)
        {
            words.Refuse(answer, Vocabulary.Hubs);
        }

        foreach (OptionDefinition hub in Vocabulary.Hubs)
        {
            words.Refuse(hub, Vocabulary.SendOnly, Vocabulary.NoShutdown, Vocabulary.Quit);
        }
    }

    /// <exception cref="UsageException">The first option was given, and one of the others.</exception>
    public static void Refuse(this ParsedArguments words, OptionDefinition one, params OptionDefinition[] others)
    {
        foreach (OptionDefinition other in others)
        {
            if (words.Has(one) && words.Has(other))
            {
                throw new UsageException(Messages.Contradiction(one.Display, other.Display));
            }
        }
    }

    /// <exception cref="UsageException">The first option was given, and the other was not.</exception>
    public static void Require(
        this ParsedArguments words,
        OptionDefinition option,
        OptionDefinition other,
        string? hint = null
    )
    {
        if (words.Has(option) && !words.Has(other))
        {
            throw new UsageException(Messages.OnlyWith(option.Display, other.Display), hint);
        }
    }

    /// <exception cref="UsageException">The option was given to a listener.</exception>
    public static void RefuseWhileListening(this ParsedArguments words, OptionDefinition option, string? hint = null)
    {
        if (words.Listens && words.Has(option))
        {
            throw new UsageException(Messages.NotWhileListening(option.Display), hint);
        }
    }
}
