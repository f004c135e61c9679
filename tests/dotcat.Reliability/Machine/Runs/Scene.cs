using System.Net.Sockets;
using System.Text.RegularExpressions;
using Dotcat.Reliability.Processes;

namespace Dotcat.Reliability.Machine.Runs;

/// <summary>One run of the tool, started by a launcher that does something to it, and what arrives in it.</summary>
/// <param name="launcher">The words of a command that becomes the tool; none for none.</param>
/// <param name="folder">Its own.</param>
/// <param name="limit">Ends it, whatever it does.</param>
internal sealed partial class Scene(IEnumerable<string> launcher, string folder, CancellationToken limit)
    : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly List<ToolProcess> _tools = [];
    private readonly Lock _gate = new();
    private readonly MemoryStream _output = new();
    private Task _reading = Task.CompletedTask;
    private string? _wrong;
    private bool _isWhole = true;
    private int _lost;

    /// <summary>What the tool's standard input brings.</summary>
    public static byte[] Question { get; } = Bytes(1);

    /// <summary>What its peer says.</summary>
    public static byte[] Answer { get; } = Bytes(2);

    public string Folder => folder;

    /// <summary>A cat(1) that is told from all others by its path.</summary>
    public string Program
    {
        get
        {
            string path = Path.Combine(folder, "cat");
            if (!File.Exists(path))
            {
                _ = File.CreateSymbolicLink(path, "/bin/cat");
            }

            return path;
        }
    }

    public CancellationToken Limit { get; private set; } = limit;

    /// <summary>The tool under trial, once it is started.</summary>
    public ToolProcess Tool => _tools[0];

    /// <summary>Called with the tool as soon as it runs.</summary>
    public Action<ToolProcess> Started { get; init; } = static _ => { };

    /// <summary>Whether it goes on until it is ended, when its clients have been served.</summary>
    public bool IsServer { get; private set; }

    /// <summary>What it has written to its standard output.</summary>
    public byte[] Output
    {
        get
        {
            lock (_gate)
            {
                return _output.ToArray();
            }
        }
    }

    /// <summary>Plays a run to its end.</summary>
    public async Task<Outcome> RunAsync(RunKind kind)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        patience.CancelAfter(_patience);
        Limit = patience.Token;
        int? code = null;
        try
        {
            await kind.PlayAsync(this);
        }
        catch (Exception e)
            when (e
                    is SocketException
                        or IOException
                        or BrokenException
                        or OperationCanceledException
                        or InvalidOperationException
            )
        {
            _isWhole = false; // somebody who takes part in it has met a tool that failed
        }

        try
        {
            if (IsServer && !Tool.HasExited)
            {
                _ = ProcessSignals.Send(Tool.Id, ProcessSignals.Terminate);
            }

            code = await Tool.ExitCodeAsync(Limit);
            await _reading.WaitAsync(Limit);
        }
        catch (OperationCanceledException)
        {
            // it has not ended, which the outcome tells
        }

        if (code is not null && await Orphans.RemainAsync(Path.Combine(folder, "cat")))
        {
            _wrong ??= "a program that it had started runs on";
        }

        return new Outcome(code, _isWhole, Tool.Lines, _wrong, _lost);
    }

    /// <summary>Starts the tool under trial, which has its standard streams as pipes.</summary>
    public ToolProcess Start(params IEnumerable<string> arguments) => Start("", arguments);

    /// <param name="redirections">As the shell has them, such as <c>&lt;in &gt;out</c>, in the scene's folder.</param>
    /// <param name="arguments">The tool's.</param>
    public ToolProcess Start(string redirections, IEnumerable<string> arguments)
    {
        string[] shell = ["/bin/sh", "-c", $"cd '{folder}' && exec \"$@\" {redirections}", "sh"];
        var tool = ToolProcess.Start([.. shell, .. launcher], arguments);
        _tools.Add(tool);
        Started(tool);
        _reading = ReadAsync(tool.Output);
        return tool;
    }

    /// <summary>Starts another tool, to which nothing is done.</summary>
    public ToolProcess StartOther(params IEnumerable<string> arguments)
    {
        var tool = ToolProcess.Start(arguments);
        _tools.Add(tool);
        return tool;
    }

    /// <summary>Starts the tool as a server, which has nothing on its standard input but, for some, a pipe that says nothing.</summary>
    public Task<int> ServeAsync(params IEnumerable<string> arguments)
    {
        IsServer = true;
        return Start("", ["-v", .. arguments, "127.0.0.1", "0"]).PortAsync(Limit);
    }

    /// <summary>Gives it its input; what it does not take is its own affair.</summary>
    public static async Task FeedAsync(ToolProcess tool, byte[] bytes, bool end = true)
    {
        try
        {
            await tool.Input.WriteAsync(bytes);
            await tool.Input.FlushAsync();
            if (end)
            {
                await tool.Input.DisposeAsync();
            }
        }
        catch (IOException)
        {
            // it has ended before
        }
    }

    /// <summary>Waits until standard output has brought so much, or the tool has ended.</summary>
    public async Task OutputAsync(int length)
    {
        while (Output.Length < length && !_reading.IsCompleted)
        {
            await Task.Delay(5, Limit);
        }
    }

    /// <summary>All that the tool writes until it ends.</summary>
    public async Task<byte[]> OutputToEndAsync()
    {
        await _reading.WaitAsync(Limit);
        return Output;
    }

    /// <summary>What arrived is what was sent, or a beginning of it: nothing else is ever allowed.</summary>
    public void Expect(byte[] arrived, byte[] sent)
    {
        _isWhole &= arrived.Length == sent.Length;
        if (!sent.AsSpan().StartsWith(arrived))
        {
            _wrong = $"{arrived.Length} bytes arrived that are not those that were sent";
        }
    }

    /// <summary>Something else has to be so.</summary>
    public void Expect(bool isSo) => _isWhole &= isSo;

    /// <summary>Something that is wrong in any case.</summary>
    public void Refuse(bool isSo, string what) => _wrong = isSo ? what : _wrong;

    /// <summary>A client of a server is served, or one of three is lost.</summary>
    public async Task ServeClientAsync(Func<Task<bool>> play)
    {
        bool isServed = false;
        try
        {
            isServed = await play();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // as it is for a client whose connection fails
        }

        _lost += isServed ? 0 : 1;
        _isWhole &= isServed;
    }

    /// <summary>What came of the tool, in words.</summary>
    public string Words => Space().Replace(string.Join("; ", Tool.Lines), " ");

    public async ValueTask DisposeAsync()
    {
        foreach (ToolProcess tool in _tools)
        {
            await tool.DisposeAsync();
        }

        _tools.Clear();
        await _output.DisposeAsync();
    }

    private async Task ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_gate)
            {
                _output.Write(buffer.AsSpan(0, count));
            }
        }
    }

    private static byte[] Bytes(int seed)
    {
        byte[] bytes = new byte[100_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex("\\s+")]
    private static partial Regex Space();
}
