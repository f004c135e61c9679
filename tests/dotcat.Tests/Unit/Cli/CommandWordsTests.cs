using Dotcat.Cli;
using Dotcat.Services;
using FsCheck;
using FsCheck.Fluent;

namespace Dotcat.Tests.Unit.Cli;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("cat", "cat")]
    [InlineData("  /bin/echo\ta \n b  ", "/bin/echo", "a", "b")]
    [InlineData(@"echo a\ b", "echo", "a b")]
    [InlineData(@"echo a\\b", "echo", @"a\b")]
    [InlineData(@"echo \n", "echo", "n")]
    [InlineData(@"echo \ ", "echo", " ")]
    [InlineData(@"echo a\", "echo", @"a\")]
    [InlineData("echo 'a b'", "echo", "'a", "b'")]
    public void Split_AtBlanks_LeavesWords(string command, string program, params string[] arguments)
    {
        Answer.Command options = CommandWords.Split(command, forWindows: false);

        Assert.Equal(program, options.Program);
        Assert.Equal(arguments, options.Arguments);
    }

    [Theory]
    [InlineData(@"C:\Windows\notepad.exe  C:\a.txt", @"C:\Windows\notepad.exe", @"C:\a.txt")]
    [InlineData(@"C:\Program\ Files\x.exe a\ b", @"C:\Program Files\x.exe", "a b")]
    [InlineData(@"\\server\share\x.exe a\", @"\\server\share\x.exe", @"a\")]
    public void Split_OnWindows_LeavesPathsAsTheyAre(string command, string program, params string[] arguments)
    {
        Answer.Command options = CommandWords.Split(command, forWindows: true);

        Assert.Equal(program, options.Program);
        Assert.Equal(arguments, options.Arguments);
    }

    [Fact]
    public void Split_OfEscapedWords_GivesThemBack() =>
        Prop.ForAll(
                Gen.Elements('a', '\\', ' ', '\t', '\'', 'é').NonEmptyListOf().NonEmptyListOf().ToArbitrary(),
                static words =>
                {
                    string[] expected = [.. words.Select(static word => string.Concat(word))];
                    Answer.Command options = CommandWords.Split(
                        string.Join("  ", expected.Select(Escape)),
                        forWindows: false
                    );
                    return expected.SequenceEqual([options.Program, .. options.Arguments]);
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData(" \t ")]
    public void NoWord_IsRefused(string command)
    {
        Assert.Throws<UsageException>(() => CommandWords.Split(command));
        Assert.Throws<UsageException>(() => CommandWords.ForShell(command));
    }

    [SkippableFact]
    public void ForShell_IsOneWordForTheShell()
    {
        Skip.If(OperatingSystem.IsWindows(), "another shell");

        Answer.Command options = CommandWords.ForShell(@"echo 'a b' | tr a \\");

        Assert.Equal("/bin/sh", options.Program);
        Assert.Equal(["-c", @"echo 'a b' | tr a \\"], options.Arguments);
    }

    private static string Escape(string word) =>
        string.Concat(word.Select(static c => c is '\\' or ' ' or '\t' ? $"\\{c}" : $"{c}"));
}
