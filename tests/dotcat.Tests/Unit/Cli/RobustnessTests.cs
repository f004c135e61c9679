using Dotcat.Cli;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>Whatever stands on the command line, it is read or refused in words, and never anything else.</summary>
public sealed class RobustnessTests
{
    [Fact]
    public void Words_OfAnyKind_AreReadOrRefused() =>
        Prop.ForAll(WordGenerators.Words, static words => IsReadOrRefused(() => Words.Read(words)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void HostAndPort_OfAnyText_IsReadOrRefused() =>
        Prop.ForAll(WordGenerators.Text, static text => IsReadOrRefused(() => HostAndPort.Read(text)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Port_OfAnyText_IsReadOrRefused() =>
        Prop.ForAll(
                WordGenerators.Text,
                static text =>
                    IsReadOrRefused(() => new Ports(Words.Service, numericOnly: false).Read(text, "tcp", lowest: 0))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Duration_OfAnyText_IsReadOrRefused() =>
        Prop.ForAll(
                WordGenerators.Text,
                static text =>
                    IsReadOrRefused(() => Durations.Read(OptionTable.Wait, text, TimeSpan.Zero, Durations.Longest))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Proxy_OfAnyText_IsReadOrRefused() =>
        Prop.ForAll(
                WordGenerators.Text,
                static text =>
                    IsReadOrRefused(() => Words.Read("--proxy", text, "localhost"))
                    && IsReadOrRefused(() => Words.Read($"--proxy=socks5://{text}@host", "localhost"))
            )
            .QuickCheckThrowOnFailure();

    private static bool IsReadOrRefused(Func<object> read) => Record.Exception(read) is null or UsageException;
}
