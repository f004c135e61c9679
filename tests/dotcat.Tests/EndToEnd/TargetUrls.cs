using System.Text.RegularExpressions;

namespace Dotcat.Tests.EndToEnd;

/// <summary>A URL on either side, and the words and options that it stands for on the other.</summary>
public sealed partial class TargetUrls
{
    [SkippableTheory(Timeout = TimeLimit.Test)]
    [InlineData("-l tcp://127.0.0.1:0", "tcp://127.0.0.1:{port}")]
    [InlineData("-l tcp://127.0.0.1:0", "127.0.0.1 {port}")]
    [InlineData("-l 127.0.0.1 0", "tcp://127.0.0.1:{port}")]
    [InlineData("-l -q 100ms udp://[::1]:0", "udp://[::1]:{port}")]
    [InlineData("-l -q 100ms udp://[::1]:0", "-u ::1 {port}")]
    [InlineData("-l tls://127.0.0.1:0", "--tls-pin {pin} tls://127.0.0.1:{port}")]
    [InlineData("-l tls://127.0.0.1:0", "--tls-pin {pin} 127.0.0.1 {port}")]
    [InlineData("-l --tls 127.0.0.1 0", "--tls-pin {pin} tls://127.0.0.1:{port}")]
    [InlineData("-lv unix:{folder}/s", "unix:{folder}/s")]
    [InlineData("-lv unix:{folder}/s", "-U {folder}/s")]
    [InlineData("-lvU {folder}/s", "unix://{folder}/s")]
    public async Task Url_MeetsWhatItStandsFor(string listening, string connecting)
    {
        using var folder = new TemporaryFolder();
        string In(string words) => words.Replace("{folder}", folder.Path, StringComparison.Ordinal);
        await using RunningProcess listener = Tool.Start(In(listening).Split(' '));
        Match place = Place().Match(await listener.ErrorLineAsync("listening on "));
        string pin = Pin().Match(string.Join('\n', listener.ErrorLines)).Value;

        ProcessEnd client = await Tool.RunAsync(
            "text",
            In(connecting)
                .Replace("{port}", place.Value, StringComparison.Ordinal)
                .Replace("{pin}", pin, StringComparison.Ordinal)
                .Split(' ')
        );

        Assert.Equal((0, ""), (client.ExitCode, string.Join('\n', client.ErrorLines)));
        listener.FinishInput();
        Assert.Equal("text", await listener.ReadTextAsync(4));
    }

    [GeneratedRegex("[0-9]+$")]
    private static partial Regex Place();

    [GeneratedRegex("[0-9A-F]{64}")]
    private static partial Regex Pin();
}
