using Dotcat.Cli.Nc;

namespace Dotcat.Tests.Unit.Cli.Nc;

public sealed class NcCallTests
{
    [Theory]
    [InlineData("nc", "nc")]
    [InlineData("/usr/bin/nc", "nc")]
    [InlineData("./netcat", "netcat")]
    [InlineData("/usr/bin/nc.openbsd", "nc.openbsd")]
    [InlineData("nc.exe", "nc")]
    public void Name_IsEnough(string program, string name)
    {
        NcCall? call = NcCall.Find(program, ["-z", "host", "80"]);

        Assert.Equal(name, call?.Name);
        Assert.Equal(["-z", "host", "80"], call!.Arguments);
    }

    [Theory]
    [InlineData("--as", "nc", "-z")]
    [InlineData("--as=nc", "-z", null)]
    public void Option_InFront_IsEnough(string first, string second, string? third)
    {
        NcCall? call = NcCall.Find("/usr/bin/dotcat", third is null ? [first, second] : [first, second, third]);

        Assert.Equal("nc", call?.Name);
        Assert.Equal(["-z"], call!.Arguments);
    }

    [Theory]
    [InlineData("dotcat", "-z")]
    [InlineData("ncat", "-z")]
    [InlineData("/nc/dotcat", "-z")]
    [InlineData("dotcat", "--as")]
    [InlineData("dotcat", "--as=ncat")]
    [InlineData(null, "nc")]
    public void Other_IsDotcat(string? program, string word) => Assert.Null(NcCall.Find(program, [word]));

    [Theory]
    [InlineData("-v --as nc host")]
    [InlineData("host 80 --as=nc")]
    public void Option_Elsewhere_IsRefused(string line) =>
        Assert.Equal("--as stands in front of all other words; try 'dotcat --help'", Words.Refuse(line.Split(' ')));

    [Fact]
    public void Option_WithAnotherName_IsRefused() =>
        Assert.Equal("--as: 'ncat' is none of nc; try 'dotcat --help'", Words.Refuse("--as", "ncat", "host"));
}
