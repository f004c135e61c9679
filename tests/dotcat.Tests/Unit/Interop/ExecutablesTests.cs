using Dotcat.Interop;
using Dotcat.Tests.Support;
using Dotcat.Tests.Unit.Doubles;

namespace Dotcat.Tests.Unit.Interop;

public sealed class ExecutablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("/bin/sh")]
    [InlineData("/bin/../bin/sh")]
    public void Find_APath_IsThatPath(string path) => Assert.Equal(path, Executables.Find(path));

    [Fact]
    public void Find_AName_IsLookedForInPath() =>
        Assert.EndsWith("/sh", Executables.Find("sh"), StringComparison.Ordinal);

    [Theory]
    [InlineData("/no/such")]
    [InlineData("no-such-program")]
    public void Find_Nothing_IsRefused(string program) =>
        Assert.Contains("No such file", Refusal(program), StringComparison.Ordinal);

    [Fact]
    public void Find_WhatCannotBeStarted_IsRefused()
    {
        _folder.Write("text", "not a program");

        Assert.Contains("ermission denied", Refusal(_folder.File("text")), StringComparison.Ordinal);
        Assert.Contains("ermission denied", Refusal("/tmp"), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Refusal(string program) =>
        Assert.Throws<IOException>(() => Executables.Find(program)).Message;
}
