using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dotcat.Channels;
using Dotcat.Reporting;
using Dotcat.Services.Scanning;

namespace Dotcat.Cli;

/// <summary>
/// What stood on the command line, word for word, and what follows from it for more than one room. Where two ends are
/// joined, it is what was said of one of them.
/// </summary>
internal sealed class ParsedArguments
{
    private static readonly TimeSpan _shortestKeepAlive = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestKeepAlive = TimeSpan.FromSeconds(32_767);

    private readonly IReadOnlyDictionary<OptionDefinition, List<string>> _given;
    private readonly IReadOnlyList<string> _operands;
    private readonly ParsedArguments? _near; // null for that one itself

    public ParsedArguments(IReadOnlyDictionary<OptionDefinition, List<string>> given, IReadOnlyList<string> operands)
        : this(given, operands, near: null)
    {
        Target = ValuesOf(OptionTable.To) is [.., var target] ? new ParsedArguments(given, [target], near: this) : null;
    }

    private ParsedArguments(
        IReadOnlyDictionary<OptionDefinition, List<string>> given,
        IReadOnlyList<string> operands,
        ParsedArguments? near
    )
    {
        _given = given;
        _operands = operands;
        _near = near;
        Url = operands is [var first, ..] ? TargetUrl.Read(first) : null;
    }

    /// <summary>What was said of the far end, as if that were all; null where there is none.</summary>
    public ParsedArguments? Target { get; }

    /// <summary>Null where the first operand is none.</summary>
    public TargetUrl? Url { get; }

    /// <summary>Without what the URL stands for.</summary>
    public IReadOnlyList<string> Operands => Url is { } url ? [url.Place, .. _operands.Skip(1)] : _operands;

    /// <summary>Whether clients are waited for: by name, or by what can have nothing else.</summary>
    public bool Listens => Has(OptionTable.Listen) || HasAny(OptionGroups.Hubs);

    /// <summary>Whether this run is a proxy server.</summary>
    public bool IsProxyServer => Listens && Has(OptionTable.ProxyType);

    /// <summary>Whether any number of clients is served.</summary>
    public bool KeepsOpen => Listens && (Has(OptionTable.KeepOpen) || HasAny(OptionGroups.Hubs) || IsProxyServer);

    public bool IsDatagram => Has(OptionTable.Udp);

    public bool NumericOnly => Has(OptionTable.NoDns);

    public AddressFamily Family =>
        Has(OptionTable.IPv4) ? AddressFamily.InterNetwork
        : Has(OptionTable.IPv6) ? AddressFamily.InterNetworkV6
        : AddressFamily.Unspecified;

    /// <summary>How long an attempt to connect, a handshake or a request may take.</summary>
    /// <exception cref="UsageException">What was given is no time, or none at all.</exception>
    public TimeSpan Wait =>
        WaitGiven
        ?? (
            !Has(OptionTable.Scan) ? Deadline.Default
            : IsDatagram ? ScanTarget.DatagramWait
            : ScanTarget.Wait
        );

    /// <inheritdoc cref="Wait"/>
    public TimeSpan? WaitGiven =>
        Time(OptionTable.Wait, TimeSpan.Zero, Durations.Longest) is not { } given ? null
        : given > TimeSpan.Zero ? given
        : throw new UsageException(
            Messages.TimeNotPositive(OptionTable.Wait.Display),
            IsDatagram ? Messages.QuitAtOnce : OptionTable.Wait.Elsewhere
        );

    /// <summary>How often TCP is to probe a silent peer; null for never. The platform counts in whole seconds.</summary>
    /// <exception cref="UsageException">What was given is no time, or more than the system takes: tcp(7).</exception>
    public TimeSpan? KeepAlive => Time(OptionTable.KeepAlive, _shortestKeepAlive, _longestKeepAlive);

    /// <summary>Whether it was given, or a URL that stands for it.</summary>
    public bool Has(OptionDefinition option) => All(option).Count > 0 || Url?.StandsFor == option;

    /// <summary>What to call an option that was given: as the user wrote it.</summary>
    public string NameOf(OptionDefinition option) =>
        Url is { } url && url.StandsFor == option && All(option).Count == 0 ? url.Scheme : option.Display;

    /// <summary>Whether it was given with an empty value, if only once.</summary>
    public bool HasEmpty(OptionDefinition option) => All(option).Contains("");

    public bool HasAny(OptionDefinition[] options) => Array.Exists(options, Has);

    /// <summary>The option's values, in their order.</summary>
    public IReadOnlyList<string> All(OptionDefinition option) =>
        ValuesOf(option) is { Count: > 0 } values && IsAbout(option) ? values : [];

    /// <summary>Whether it was given, whatever it is about.</summary>
    public bool IsGiven(OptionDefinition option) => _given.ContainsKey(option);

    /// <summary>Whether an option that was given says something of this end.</summary>
    public bool IsAbout(OptionDefinition option) =>
        (Target is null && _near is null)
        || option.Ends switch
        {
            Ends.Near => _near is null,
            Ends.Local => _near is null ? !Listens || ListensUnnamed : !_near.ListensUnnamed && !Has(OptionTable.Unix),
            Ends.Connecting => !Listens && (AsksForTls || !IsOfTls(option)),
            _ => AsksForTls || !IsOfTls(option),
        };

    /// <summary>The option's last value, in either spelling; null where it was not given.</summary>
    public string? Last(OptionDefinition option) =>
        All(option) is [.., var last] ? last
        : option.NcatSpelling is { } ncats ? Last(ncats)
        : null;

    /// <summary>The option's last value as a time; null where it was not given.</summary>
    /// <exception cref="UsageException">It is none, or outside of the limits.</exception>
    public TimeSpan? Time(OptionDefinition option) => Time(option, Durations.Shortest, Durations.Longest);

    public TimeSpan? Time(OptionDefinition option, TimeSpan shortest, TimeSpan longest) =>
        Last(option) is { } text ? Durations.Read(option, text, shortest, longest) : null;

    /// <summary>The option's last value as a number of bytes; null where it was not given.</summary>
    /// <exception cref="UsageException">It is none, or outside of the limits.</exception>
    public long? Size(OptionDefinition option) => Last(option) is { } text ? Sizes.Read(option, text) : null;

    /// <summary>The option's last value, one of those that it knows; null where it was not given.</summary>
    /// <exception cref="UsageException">It is none of them.</exception>
    public string? OneOf(OptionDefinition option) =>
        Last(option) is not { } text ? null
        : Array.IndexOf(option.Values, text) >= 0 ? text
        : throw new UsageException(Messages.NotOneOf(option.Display, text, string.Join(", ", option.Values)));

    /// <summary>The same as a member of an enumeration, whose members are called as the values are.</summary>
    /// <exception cref="UsageException">It is none of them.</exception>
    public T? OneOf<T>(OptionDefinition option)
        where T : struct, Enum => OneOf(option) is { } text ? Enum.Parse<T>(text, ignoreCase: true) : null;

    /// <summary>The option's last value as a whole number; null where it was not given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="problem">What to say of a value that is none, by the option's name and the value.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public int? WholeNumber(OptionDefinition option, Func<string, string, Sentence> problem) =>
        Last(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new UsageException(problem(option.Display, text), option.Elsewhere);

    /// <summary>Whether clients are waited for where the operands do not name an address of this machine.</summary>
    private bool ListensUnnamed => Listens && !NamesItsAddress;

    private bool NamesItsAddress =>
        Has(OptionTable.Unix)
        || (Operands is [var first, ..] && !(Operands.Count == 1 && Ports.IsNumber(first)) && !IsGroup(first));

    private bool AsksForTls => Array.Exists(OptionGroups.AllTls, option => option.Ends is Ends.Near && Has(option));

    private bool IsGroup(string place) =>
        IsDatagram && IPEndPoint.TryParse(place, out IPEndPoint? group) && MulticastGroup.Is(group.Address);

    private List<string> ValuesOf(OptionDefinition option) =>
        _given.TryGetValue(option, out List<string>? values) ? values : [];

    private static bool IsOfTls(OptionDefinition option) =>
        option == OptionTable.Insecure || Array.IndexOf(OptionGroups.AllTls, option) >= 0;
}
