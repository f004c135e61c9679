using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Dotcat.Tests.Support.Processes;

/// <summary>A program with the test at its standard streams, killed with all its children at the end.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _commandLine;
    private readonly List<string> _errorLines = [];
    private readonly Task _collecting;

    private RunningProcess(Process process)
    {
        _process = process;
        _commandLine = string.Join(' ', [process.StartInfo.FileName, .. process.StartInfo.ArgumentList]);
        _collecting = CollectErrorsAsync();
    }

    public int Id => _process.Id;

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public bool HasExited => _process.HasExited;

    /// <summary>What it has said on stderr so far; all of it once its end was waited for.</summary>
    public IReadOnlyList<string> ErrorLines
    {
        get
        {
            lock (_errorLines)
            {
                return [.. _errorLines];
            }
        }
    }

    public static RunningProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new RunningProcess(Process.Start(start)!);
    }

    /// <summary>Waits for what it is about to do; where it does not, it is not left running.</summary>
    public async Task<T> UntilAsync<T>(Task<T> ready)
    {
        try
        {
            return await ready;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await Input.WriteAsync(bytes).AsTask().WaitAsync(TimeLimit.Wait);
        await Input.FlushAsync();
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public void FinishInput() => _process.StandardInput.Close();

    public async Task FinishInputAsync(string text)
    {
        await WriteAsync(text);
        FinishInput();
    }

    /// <summary>The next bytes of stdout, exactly so many.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await LimitedAsync(Output.ReadExactlyAsync(bytes).AsTask());
        return bytes;
    }

    /// <summary>The next bytes of stdout, as many as the text has.</summary>
    public async Task<string> ReadTextAsync(int length) => Encoding.UTF8.GetString(await ReadAsync(length));

    /// <summary>The rest of stdout; returns when everybody who could write to it has closed it.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var rest = new MemoryStream();
        await LimitedAsync(Output.CopyToAsync(rest));
        return rest.ToArray();
    }

    public async Task<string> ReadTextToEndAsync() => Encoding.UTF8.GetString(await ReadToEndAsync());

    /// <summary>Gives it all of this as its input, while it takes its output to the end.</summary>
    public async Task<byte[]> ExchangeAsync(Payload payload)
    {
        Task<byte[]> reading = ReadToEndAsync();
        await WriteAsync(payload.Bytes);
        FinishInput();
        return await reading;
    }

    public Task<string> ErrorLineAsync(string part) =>
        Eventually.GetAsync(
            () => ErrorLines.FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)),
            $"'{part}' on stderr of {_commandLine}, which said: {string.Join(" | ", ErrorLines)}"
        );

    /// <summary>The port that dotcat says it listens on, once it does.</summary>
    public async Task<int> ListeningPortAsync()
    {
        string line = await ErrorLineAsync("listening on ");
        return int.Parse(line[(line.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Of signals to a program of Windows, Wine hands on SIGINT, as the Ctrl-C that it is there.</summary>
    public void Send(Signal signal)
    {
        bool isKnown = signal is Signal.None or Signal.Interrupt or Signal.Kill;
        Skip.If(ToolMachine.IsWindows && !isKnown, "Windows has no such signal");
        Assert.Equal(0, SystemCalls.Kill(Id, (int)signal));
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await LimitedAsync(_process.WaitForExitAsync());
        await LimitedAsync(_collecting);
        return _process.ExitCode;
    }

    /// <summary>Waits until it ends by itself, and takes the rest of what it says.</summary>
    public async Task<ProcessEnd> EndAsync()
    {
        Task<byte[]> output = ReadToEndAsync();
        int exitCode = await ExitCodeAsync();
        return new ProcessEnd(exitCode, await output, ErrorLines);
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

    private async Task CollectErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errorLines)
            {
                _errorLines.Add(line);
            }
        }
    }

    private async Task LimitedAsync(Task task)
    {
        try
        {
            await task.WaitAsync(TimeLimit.Wait);
        }
        catch (Exception e) when (e is TimeoutException or EndOfStreamException)
        {
            string state = HasExited ? $"has exited with {_process.ExitCode}" : "is running";
            string message = $"{_commandLine} {state}, and said: {string.Join(" | ", ErrorLines)}";
            throw e is TimeoutException ? new TimeoutException(message, e) : new EndOfStreamException(message, e);
        }
    }
}
