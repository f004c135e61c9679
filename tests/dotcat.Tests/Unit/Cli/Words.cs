using Dotcat.Cli;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>A command line, read as the tool reads its own.</summary>
internal static class Words
{
    public static SessionOptions Read(params string[] words) => OptionsReader.Read(new CommandLine().Parse(words));

    /// <summary>What is said of a command line that cannot be carried out.</summary>
    public static string Refuse(params string[] words) => Assert.Throws<UsageException>(() => Read(words)).Message;
}
