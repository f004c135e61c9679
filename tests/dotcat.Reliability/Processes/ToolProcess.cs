using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Dotcat.Reliability.Processes;

/// <summary>A dotcat with the trial at its standard streams, killed with all its children at the end.</summary>
internal sealed partial class ToolProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Task _collecting;
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ToolProcess(Process process)
    {
        _process = process;
        _collecting = CollectAsync();
    }

    /// <summary>What DOTCAT_TOOL names, else the one built with the trials.</summary>
    public static string Path { get; } =
        Environment.GetEnvironmentVariable("DOTCAT_TOOL") is { Length: > 0 } path
            ? path
            : System.IO.Path.Combine(AppContext.BaseDirectory, "dotcat");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What it has said on stderr so far; all of it once its end was waited for.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The command line and what it said, for a sentence about it.</summary>
    public string Words =>
        $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}: {string.Join("; ", Lines)}";

    public static ToolProcess Start(params IEnumerable<string> arguments) => Start([], arguments);

    /// <param name="launcher">The words of a command that becomes the tool, as <c>prlimit --nofile=20</c> does; none for none.</param>
    /// <param name="arguments">The tool's.</param>
    public static ToolProcess Start(IEnumerable<string> launcher, IEnumerable<string> arguments)
    {
        string[] words = [.. launcher, Path, .. arguments];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ToolProcess(Process.Start(start)!);
    }

    /// <summary>The port that it says it listens on, once it does.</summary>
    public Task<int> PortAsync(CancellationToken limit) => _port.Task.WaitAsync(limit);

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken limit)
    {
        await _process.WaitForExitAsync(limit);
        await _collecting.WaitAsync(limit);
        return _process.ExitCode;
    }

    /// <exception cref="BrokenException">It ended with another code.</exception>
    public async Task ExpectExitAsync(int code, CancellationToken limit)
    {
        int actual = await ExitCodeAsync(limit);
        BrokenException.ThrowUnless(actual == code, $"exit code {actual} instead of {code}; {Words}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task CollectAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }

            if (ListeningPort.Match(line) is { Success: true } match)
            {
                _ = _port.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            }
        }

        _ = _port.TrySetException(new BrokenException($"does not listen; {Words}"));
        _ = _port.Task.Exception; // where nobody asks
    }

    /// <summary>In a sentence, or in an event of <c>--json</c>.</summary>
    [GeneratedRegex("""listening(?: on |".*"local":")[^"]*:(\d+)""", RegexOptions.CultureInvariant)]
    private static partial Regex ListeningPort { get; }
}
