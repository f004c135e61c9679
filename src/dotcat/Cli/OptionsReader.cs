using Dotcat.Dialing;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat.Cli;

/// <summary>Turns the words of the command line into each room's options, or says why they cannot be.</summary>
internal sealed class OptionsReader
{
    private const string Forever = "forever";

    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _day = TimeSpan.FromHours(24); // Polly's limit for pauses and totals
    private static readonly TimeSpan _shortestTotal = TimeSpan.FromMilliseconds(10); // Polly's, too

    private readonly ParsedArguments _words;

    private OptionsReader(ParsedArguments words) => _words = words;

    /// <param name="words">The command line.</param>
    /// <param name="environment">Gives the value of an environment variable, or null.</param>
    /// <param name="services">Gives the port of a service by its name and protocol, or null.</param>
    /// <exception cref="UsageException">Something on the command line cannot be done.</exception>
    public static SessionOptions Read(
        ParsedArguments words,
        Func<string, string?> environment,
        Func<string, string, ushort?> services
    )
    {
        OptionRules.Check(words);
        var reader = new OptionsReader(words);
        Answer answer = new AnswerReader(words, environment).Read();
        int defaultPort = answer switch
        {
            Answer.HttpProxy => ProxyReader.HttpPort,
            Answer.SocksProxy => ProxyReader.SocksPort,
            _ => Ports.Default,
        };
        return new SessionOptions
        {
            Endpoint = new EndpointReader(words, environment, services, defaultPort).Read(),
            Answer = answer,
            Service = reader.ReadService(),
            Retry = reader.ReadRetry(),
            Verbosity = (Verbosity)Math.Min(words.Count(OptionTable.Verbose), (int)Verbosity.Everything),
        };
    }

    private ServiceOptions ReadService() =>
        new()
        {
            KeepOpen = _words.KeepsOpen,
            Crlf = _words.Has(OptionTable.Crlf),
            Lines = _words.Has(OptionTable.Lines),
            Relay = new RelayOptions
            {
                SendOnly = _words.Has(OptionTable.SendOnly),
                ReceiveOnly = _words.Has(OptionTable.RecvOnly),
                NoShutdown = _words.Has(OptionTable.NoShutdown),
                KeepSending = _words.Has(OptionTable.KeepOpen) && !_words.Listens,
                IdleTimeout = ReadIdle(),
                QuitAfter = ReadQuit(),
            },
        };

    /// <summary>A datagram peer has no end, so one of many is forgotten when it falls silent.</summary>
    private TimeSpan? ReadIdle() =>
        _words.Time(OptionTable.IdleTimeout) ?? (_words is { IsDatagram: true, KeepsOpen: true } ? _silence : null);

    /// <summary>A datagram peer has no end to wait for, so a client waits for its answer only.</summary>
    private TimeSpan? ReadQuit() =>
        _words.Time(OptionTable.Quit, TimeSpan.Zero, Durations.Longest)
        ?? (_words is { IsDatagram: true, Listens: false } ? RelayOptions.Grace : null);

    private RetryOptions? ReadRetry()
    {
        TimeSpan? total = _words.Time(OptionTable.RetryFor, _shortestTotal, _day);
        int retries =
            _words.Last(OptionTable.Retry) == Forever ? int.MaxValue
            : _words.WholeNumber(OptionTable.Retry, Messages.BadCountOrForever) is { } count ? count
            : total is null ? 0
            : int.MaxValue;
        TimeSpan? longest = _words.Time(OptionTable.RetryMaxDelay, Durations.Shortest, _day);
        TimeSpan delay =
            _words.Time(OptionTable.RetryDelay, Durations.Shortest, _day)
            ?? Shorter(RetryOptions.DefaultDelay, longest);
        if (delay > longest)
        {
            throw new UsageException(Messages.PauseOverLimit());
        }

        return retries == 0
            ? null
            : new RetryOptions
            {
                Retries = retries,
                Delay = delay,
                MaxDelay = longest ?? (delay > RetryOptions.DefaultMaxDelay ? delay : RetryOptions.DefaultMaxDelay),
                Total = total,
            };
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;
}
