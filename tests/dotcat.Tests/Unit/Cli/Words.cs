using Dotcat.Cli;
using Dotcat.Dialing;
using Dotcat.Listening;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>A command line, read as the tool reads its own.</summary>
internal static class Words
{
    /// <summary>Without anything in the environment, and with the services that every system knows.</summary>
    public static SessionOptions Read(params string[] words) => Read(words, static _ => null);

    public static SessionOptions Read(string[] words, Func<string, string?> environment) =>
        new OptionsReader(CommandLine.Parse(words), environment, Service).Read();

    /// <summary>The port of a service.</summary>
    public static ushort? Service(string name, string protocol) =>
        (name, protocol) switch
        {
            ("http", "tcp") => 80,
            ("domain", "udp") => 53,
            _ => null,
        };

    /// <summary>What the shell gives dotcat of a line, between <c>dotcat</c> and what goes to a file or another program.</summary>
    public static string[] OfLine(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. words
                .SkipWhile(static word => word != "dotcat")
                .Skip(1)
                .TakeWhile(static word => word is not ("<" or ">" or "|")),
        ];
    }

    /// <summary>What is printed instead of a run; null where it is run.</summary>
    public static string? Print(params string[] words) => Information.AskedFor(CommandLine.Parse(words));

    public static T Endpoint<T>(params string[] words)
        where T : Endpoint => Assert.IsAssignableFrom<T>(Read(words).Endpoint);

    public static DialOptions Dial(params string[] words) => Endpoint<Endpoint.Dial>(words).Target;

    public static UnixDialOptions DialUnix(params string[] words) => Endpoint<Endpoint.DialUnix>(words).Target;

    public static ListenOptions Listen(params string[] words) => Endpoint<Endpoint.Listen>(words).Place;

    public static UnixListenOptions ListenUnix(params string[] words) => Endpoint<Endpoint.ListenUnix>(words).Place;

    /// <summary>What is said of a command line that cannot be carried out.</summary>
    public static string Refuse(params string[] words) => Assert.Throws<UsageException>(() => Read(words)).Message;
}
