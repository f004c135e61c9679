using System.Text;
using System.Text.RegularExpressions;

namespace Dotcat.Tests.Support.Terminals;

/// <summary>An interactive shell in a terminal of its own, with job control.</summary>
internal sealed class Shell : IAsyncDisposable
{
    private readonly RunningProcess _terminal;
    private readonly StringBuilder _shown = new();

    private Shell(RunningProcess terminal)
    {
        _terminal = terminal;
        _ = CollectAsync();
    }

    public static Shell Start() => Start("bash", "TERM=dumb exec bash --norc --noprofile -i");

    /// <param name="program">The shell.</param>
    /// <param name="command">What starts it, as a command line of sh.</param>
    public static Shell Start(string program, string command)
    {
        Peers.Require(program);
        return new Shell(Terminal.Start(command));
    }

    /// <summary>Types what the shell, or what runs in the foreground, is to read.</summary>
    public Task TypeAsync(string keys) => _terminal.WriteAsync(keys);

    /// <summary>Stops what runs in the foreground: Ctrl-Z.</summary>
    public async Task SuspendAsync()
    {
        await TypeAsync("\u001a");
        await SeesAsync("Stopped");
    }

    /// <summary>Waits until the shell reads what is typed, which nobody else then has taken.</summary>
    public async Task AnswersAsync()
    {
        await TypeAsync("echo an\"\"swer\n");
        await SeesAsync("answer\r\n");
    }

    /// <summary>Waits until the pattern is shown, and takes everything up to there off.</summary>
    public async Task<Match> SeesAsync(string pattern)
    {
        try
        {
            return await Eventually.GetAsync(() => Take(pattern), $"'{pattern}' in a terminal");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}, which shows: {Shown()}", e);
        }
    }

    /// <summary>The terminal goes, as when its window is closed.</summary>
    public async Task HangUpAsync()
    {
        _terminal.Send(Signal.Kill);
        await _terminal.ExitCodeAsync();
    }

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    private string Shown()
    {
        lock (_shown)
        {
            return _shown.ToString();
        }
    }

    private Match? Take(string pattern)
    {
        lock (_shown)
        {
            Match match = Regex.Match(_shown.ToString(), pattern);
            _shown.Remove(0, match.Index + match.Length);
            return match.Success ? match : null;
        }
    }

    private async Task CollectAsync()
    {
        byte[] buffer = new byte[4096];
        while (await _terminal.Output.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_shown)
            {
                _shown.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }
        }
    }
}
