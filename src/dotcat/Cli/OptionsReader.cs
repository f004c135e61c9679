using Dotcat.Dialing;
using Dotcat.Recording;
using Dotcat.Relaying;
using Dotcat.Reporting;
using Dotcat.Services;

namespace Dotcat.Cli;

/// <summary>Turns the words of the command line into each room's options, or says why they cannot be.</summary>
/// <param name="words">The command line.</param>
/// <param name="environment">Gives the value of an environment variable, or null.</param>
/// <param name="services">Gives the port of a service by its name and protocol, or null.</param>
internal sealed class OptionsReader(
    ParsedArguments words,
    Func<string, string?> environment,
    Func<string, string, ushort?> services
)
{
    private const string KeyLogVariable = "SSLKEYLOGFILE";

    /// <summary>After which one of many datagram peers is forgotten, unless the user says otherwise.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan _day = TimeSpan.FromHours(24); // Polly's limit for pauses and totals
    private static readonly TimeSpan _shortestTotal = TimeSpan.FromMilliseconds(10); // Polly's, too

    /// <exception cref="UsageException">Something on the command line cannot be done.</exception>
    public SessionOptions Read()
    {
        OptionRules.Check(words);
        Answer answer = new AnswerReader(words, environment).Read();
        int defaultPort = answer switch
        {
            Answer.HttpProxy => ProxyReader.HttpPort,
            Answer.SocksProxy => ProxyReader.SocksPort,
            _ => Ports.Default,
        };
        Endpoint endpoint = new EndpointReader(words, environment, services, defaultPort).Read();
        Endpoint.Dialled? to = words.Target is { } target
            ? new EndpointReader(target, environment, services, defaultPort).ReadTarget()
            : null;
        if (to is not null && (endpoint as Endpoint.Listening)?.IsMetBy(to) == true)
        {
            throw new UsageException(Messages.LeadsHere(OptionTable.To.Display));
        }

        if (to is { Announce: not null } && words.IsDatagram)
        {
            throw new UsageException(
                Messages.Contradiction(OptionTable.SendProxy.Display, words.NameOf(OptionTable.Udp))
            );
        }

        bool speaksTls = endpoint.SpeaksTls || to?.SpeaksTls == true;
        return new SessionOptions
        {
            Endpoint = endpoint,
            To = to,
            KeyLogFile = speaksTls && environment(KeyLogVariable) is { Length: > 0 } file ? file : null,
            Answer = answer,
            Service = ReadService(),
            Records = ReadRecords(),
            Retry = ReadRetry(whereLeftOut: 0),
            Reconnect = ReadReconnect(),
            Hint = ReadHint(),
            Progress = words.Has(OptionTable.Progress)
                ? new ProgressOptions { Size = words.Size(OptionTable.Size) }
                : null,
            Json = words.Has(OptionTable.Json),
            Verbosity = (Verbosity)Math.Min(words.All(OptionTable.Verbose).Count, (int)Verbosity.Everything),
        };
    }

    /// <summary>Scripts for another netcat limit a listener by what limits a handshake here.</summary>
    private Sentence? ReadHint()
    {
        bool hasHandshake =
            !words.Listens
            || words.IsProxyServer
            || words.Target is not null
            || words.HasAny([OptionTable.AcceptProxy, .. OptionGroups.AllTls]);
        return !hasHandshake && words.WaitGiven is not null ? Messages.NothingToWaitFor : null;
    }

    private ServiceOptions ReadService() =>
        new()
        {
            KeepOpen = words.KeepsOpen,
            Crlf = words.Has(OptionTable.Crlf),
            Rate = words.Size(OptionTable.Rate),
            Telnet = words.Has(OptionTable.Telnet),
            Delay = words.Time(OptionTable.Delay),
            Lines = words.Has(OptionTable.Lines),
            Relay = new RelayOptions
            {
                SendOnly = words.Has(OptionTable.SendOnly),
                ReceiveOnly = words.Has(OptionTable.RecvOnly),
                PassEndOn =
                    words.Has(OptionTable.ShutdownAtEnd) ? true
                    : words.Has(OptionTable.NoShutdown) ? false
                    : null,
                KeepSending = words.Has(OptionTable.KeepOpen) && !words.Listens,
                EndsWithPeer = words.Has(OptionTable.Reconnect) && !words.Has(OptionTable.KeepOpen),
                IdleTimeout = ReadIdle(),
                QuitAfter = ReadQuit(),
            },
        };

    private RecordOptions? ReadRecords() =>
        words.HasAny([OptionTable.Output, OptionTable.HexDump, OptionTable.Digest])
            ? new RecordOptions
            {
                Output = words.Last(OptionTable.Output),
                HexDump = words.Last(OptionTable.HexDump),
                Append = words.Has(OptionTable.AppendOutput),
                Digest = words.Has(OptionTable.Digest),
            }
            : null;

    /// <summary>A datagram peer has no end, so one of many is forgotten when it falls silent.</summary>
    private TimeSpan? ReadIdle() =>
        words.Time(OptionTable.IdleTimeout) ?? (words is { IsDatagram: true, KeepsOpen: true } ? Silence : null);

    /// <summary>A datagram peer has no end to wait for, so a client waits for its answer only.</summary>
    private TimeSpan? ReadQuit() =>
        words.Time(OptionTable.Quit, TimeSpan.Zero, Durations.Longest)
        ?? (words is { IsDatagram: true, Listens: false } ? RelayOptions.AnswerWait : null);

    /// <summary>Once there was a connection, it is worth waiting for the next one.</summary>
    private RetryOptions? ReadReconnect() =>
        !words.Has(OptionTable.Reconnect)
            ? null
            : ReadRetry(whereLeftOut: int.MaxValue)
                ?? throw new UsageException(
                    Messages.Contradiction(OptionTable.Reconnect.Display, $"{OptionTable.Retry.Display} 0")
                );

    private RetryOptions? ReadRetry(int whereLeftOut)
    {
        TimeSpan? total = words.Time(OptionTable.RetryFor, _shortestTotal, _day);
        int retries =
            words.Last(OptionTable.Retry) == OptionTable.Forever ? int.MaxValue
            : words.WholeNumber(OptionTable.Retry, Messages.BadCountOrForever) is { } count ? count
            : total is null ? whereLeftOut
            : int.MaxValue;
        TimeSpan? longest = words.Time(OptionTable.RetryMaxDelay, Durations.Shortest, _day);
        TimeSpan delay =
            words.Time(OptionTable.RetryDelay, Durations.Shortest, _day)
            ?? (longest < RetryOptions.DefaultDelay ? longest.Value : RetryOptions.DefaultDelay);
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
}
