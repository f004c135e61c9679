using System.Globalization;
using System.Net.Sockets;
using Dotcat.Cli;
using Dotcat.Recording;
using Dotcat.Services;

namespace Dotcat.Tests.Unit.Cli;

/// <summary>What each option sets, and the limits of its value.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("-4", AddressFamily.InterNetwork)]
    [InlineData("-6", AddressFamily.InterNetworkV6)]
    public void Family_Given_HoldsForBothForms(string option, AddressFamily family)
    {
        Assert.Equal(family, Words.Dial(option, "localhost").Family);
        Assert.Equal(family, Words.Listen(option, "-l").Family);
    }

    [Theory]
    [InlineData("-n")]
    [InlineData("--nodns")]
    public void NoDns_Given_HoldsForBothForms(string option)
    {
        Assert.True(Words.Dial(option, "127.0.0.1").NumericOnly);
        Assert.True(Words.Listen(option, "-l").NumericOnly);
    }

    [Fact]
    public void Stream_Flags_AreSet()
    {
        Assert.True(Words.Read("-C", "localhost").Service.Crlf);
        Assert.True(Words.Read("--crlf", "localhost").Service.Crlf);
        Assert.True(Words.Read("-u", "--lines", "localhost").Service.Lines);
        Assert.True(Words.Read("--send-only", "localhost").Service.Relay.SendOnly);
        Assert.True(Words.Read("--recv-only", "localhost").Service.Relay.ReceiveOnly);
    }

    [Fact]
    public void Telnet_AndDelay_AreReadForBothForms()
    {
        foreach (string[] words in new string[][] { ["-t", "-d", "1.5"], ["-l", "--telnet", "--delay", "1500ms"] })
        {
            SessionOptions read = Words.Read([.. words, "localhost"]);

            Assert.True(read.Service.Telnet);
            Assert.Equal(TimeSpan.FromSeconds(1.5), read.Service.Delay);
        }
    }

    [Fact]
    public void Records_AreRead()
    {
        Assert.Equal(
            new RecordOptions
            {
                Output = "bytes",
                HexDump = "dump",
                Append = true,
                Digest = true,
            },
            Words.Read("-o", "bytes", "-x", "dump", "--append-output", "--digest", "localhost").Records
        );
        Assert.Equal(new RecordOptions { Digest = true }, Words.Read("-lk", "--echo", "--digest").Records);
    }

    [Fact]
    public void KeepAlive_Given_HoldsForBothForms_AndForTheTargetsOfAProxyServer()
    {
        TimeSpan time = TimeSpan.FromSeconds(7);

        Assert.Equal(time, Words.Dial("--keepalive", "7", "localhost").KeepAlive);
        Assert.Equal(time, Words.Listen("-l", "--keepalive", "7").KeepAlive);
        var proxy = (Answer.HttpProxy)Words.Read("-l", "--proxy-type", "http", "--keepalive", "7").Answer;
        Assert.Equal(time, proxy.Options.To("localhost", 80).KeepAlive);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true, "-N")]
    [InlineData(false, "--no-shutdown")]
    public void EndOfInput_IsPassedOnAsAsked(bool? passedOn, params string[] words) =>
        Assert.Equal(passedOn, Words.Read([.. words, "localhost"]).Service.Relay.PassEndOn);

    [Theory]
    [InlineData("--send-only")]
    [InlineData("--recv-only")]
    public void Broker_OneWay_PassesNothingOnAmongItsClients(string option) =>
        Assert.Equal(Words.Read("-lk", option), Words.Read("--broker", option));

    [Theory]
    [InlineData("5", 5_000)]
    [InlineData("1.5", 1_500)]
    [InlineData("200ms", 200)]
    [InlineData("3s", 3_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1H", 3_600_000)]
    [InlineData("1000h", 3_600_000_000)]
    public void Times_WithAnyUnit_AreRead(string text, long milliseconds)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(milliseconds);

        Assert.Equal(time, Words.Dial("-w", text, "localhost").Wait);
        Assert.Equal(time, Words.DialUnix("-w", text, "-U", "path").Wait);
        Assert.Equal(time, Words.Read("-i", text, "localhost").Service.Relay.IdleTimeout);
        Assert.Equal(time, Words.Read("-q", text, "localhost").Service.Relay.QuitAfter);
        Assert.Equal(time, Words.Endpoint<Endpoint.Listening>("-l", "--accept-timeout", text).AcceptTimeout);
    }

    [Theory]
    [InlineData(true, "-w", "5")]
    [InlineData(true, "-w", "5", "-U", "path")]
    [InlineData(true, "-w", "5", "-u", "-k")]
    [InlineData(false, "-w", "5", "--tls")]
    [InlineData(false, "-w", "5", "--ssl-cert", "x")]
    [InlineData(false, "-w", "5", "--proxy-type", "http")]
    [InlineData(false, "--accept-timeout", "5")]
    public void Wait_OfAListenerWithoutHandshakes_IsTakenAndHintsAtOthers(bool hints, params string[] words) =>
        Assert.Equal(
            hints
                ? "--wait limits handshakes, and there are none here: --accept-timeout limits the wait for a client,"
                    + " -i the silence of one"
                : null,
            Words.Read(["-l", .. words]).Hint?.ToString()
        );

    [Fact]
    public void Quit_Zero_IsAtOnce() =>
        Assert.Equal(TimeSpan.Zero, Words.Read("-q", "0", "localhost").Service.Relay.QuitAfter);

    [Fact]
    public void Time_WithAPoint_IsReadInEveryCulture()
    {
        // The tool runs without ICU, where a German culture has to be made by hand.
        CultureInfo usual = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = german;

            Assert.Equal(TimeSpan.FromSeconds(1.5), Words.Dial("-w", "1.5", "localhost").Wait);
            Assert.Contains("'1,5' is not a time", Words.Refuse("-w", "1,5", "localhost"), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = usual;
        }
    }
}
