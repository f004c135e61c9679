using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Dotcat.Reliability.Machine.Runs;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Ends;

/// <summary>The clock is set back by a day in the midst of a run, by libfaketime: -i ends it when it says nevertheless.</summary>
internal sealed class ClockSetBack() : Trial("Machine", "the clock set back by a day")
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    private const double Idle = 2;
    private const double Tolerance = 0.7;

    public override IReadOnlyList<Requirement> Requirements =>
        [new Requirement("libfaketime (Debian: libfaketime)", File.Exists(Library))];

    public override async Task<string> RunAsync(Conditions conditions)
    {
        string file = Path.Combine(conditions.Folder, "time");
        await File.WriteAllTextAsync(file, "+0", conditions.Limit);
        using Socket listener = Talk.Listen();
        string[] launcher =
        [
            "env",
            $"LD_PRELOAD={Library}",
            $"FAKETIME_TIMESTAMP_FILE={file}",
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
        ];
        string[] arguments = ["-i", $"{Idle:0}", "--json", "127.0.0.1", $"{Talk.PortOf(listener)}"];
        await using ToolProcess tool = ToolProcess.Start(launcher, arguments);
        using Socket peer = await listener.AcceptAsync(conditions.Limit);
        long start = Stopwatch.GetTimestamp();
        await File.WriteAllTextAsync(file, "-1d", conditions.Limit);
        int code = await tool.ExitCodeAsync(conditions.Limit);
        double took = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string seen = string.Create(CultureInfo.InvariantCulture, $"exit {code} after {took:0.0} s of {Idle:0}");
        string today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        bool isSetBack = !tool.Lines[^1].Contains(today, StringComparison.Ordinal);
        BrokenException.ThrowUnless(isSetBack, $"the clock was not set back; {tool.Words}");
        BrokenException.ThrowUnless(code == 0 && Math.Abs(took - Idle) <= Tolerance, $"{seen}; {tool.Words}");
        return $"{seen}, and the events have the clock's time";
    }
}
