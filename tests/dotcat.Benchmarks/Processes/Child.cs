using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Benchmarks.Processes;

/// <summary>
/// A process of which every microsecond counts. Its standard input and output are the descriptors themselves, as
/// from a shell, since what they are decides which system calls a tool may use. It is killed at its time limit,
/// and when disposed of.
/// </summary>
internal sealed class Child : IDisposable
{
    private static readonly TimeSpan s_calm = TimeSpan.FromMilliseconds(200);

    private readonly Lock _reaping = new();
    private readonly string _name;
    private readonly MemoryFile _errors;
    private readonly Timer _limit;
    private bool _isReaped;
    private bool _isLate;

    private Child(string name, int id, long started, MemoryFile errors, TimeSpan limit)
    {
        _name = name;
        _errors = errors;
        Id = id;
        Started = started;
        _limit = new Timer(_ => KillLate(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public int Id { get; }

    /// <summary>The moment before the kernel was asked for it, as Stopwatch counts.</summary>
    public long Started { get; }

    public unsafe bool HasExited
    {
        get
        {
            byte* information = stackalloc byte[128];
            new Span<byte>(information, 128).Clear();
            _ = Libc.WaitId(Libc.P_PID, Id, information, Libc.WEXITED | Libc.WNOHANG | Libc.WNOWAIT);
            return *(int*)information != 0; // si_signo: SIGCHLD when there is something to say
        }
    }

    /// <summary>Standard error is the terminal where one is given; else it is kept.</summary>
    public static unsafe Child Start(
        IReadOnlyList<string> command,
        SafeFileHandle input,
        SafeFileHandle output,
        TimeSpan limit,
        SafeFileHandle? terminal = null
    )
    {
        var errors = new MemoryFile("stderr");
        using var arguments = new NativeStrings(command);
        byte* actions = stackalloc byte[512];
        byte* attributes = stackalloc byte[512];
        ulong* signals = stackalloc ulong[16];
        new Span<ulong>(signals, 16).Clear();
        signals[0] = 1UL << (Libc.SIGPIPE - 1); // ignored in a .NET process, and then in its children
        _ = Libc.SpawnActionsInitialize(actions);
        _ = Libc.SpawnActionsAddDuplicate(actions, Number(input), 0);
        _ = Libc.SpawnActionsAddDuplicate(actions, Number(output), 1);
        _ = Libc.SpawnActionsAddDuplicate(actions, Number(terminal ?? errors.Handle), 2);
        _ = Libc.SpawnAttributesInitialize(attributes);
        _ = Libc.SpawnAttributesSetDefaultSignals(attributes, signals);
        _ = Libc.SpawnAttributesSetFlags(attributes, Libc.POSIX_SPAWN_SETSIGDEF);

        int id;
        byte** environment = NativeStrings.Environment.Pointer;
        long started = Stopwatch.GetTimestamp();
        int error = Libc.Spawn(&id, command[0], actions, attributes, arguments.Pointer, environment);

        _ = Libc.SpawnActionsDestroy(actions);
        _ = Libc.SpawnAttributesDestroy(attributes);
        if (error != 0)
        {
            errors.Dispose();
            throw Libc.Error(command[0], error);
        }

        return new Child(Path.GetFileName(command[0]), id, started, errors, limit);
    }

    /// <summary>Waits for its end, whatever its exit code.</summary>
    public unsafe ChildOutcome Wait()
    {
        byte* information = stackalloc byte[128];
        while (Libc.WaitId(Libc.P_PID, Id, information, Libc.WEXITED | Libc.WNOWAIT) != 0)
        {
            IOException failure = Libc.Error("waitid");
            if (Marshal.GetLastPInvokeError() != Libc.EINTR)
            {
                throw failure;
            }
        }

        long ended = Stopwatch.GetTimestamp();
        int status;
        long* usage = stackalloc long[18]; // struct rusage: user and system time come first
        lock (_reaping)
        {
            _isReaped = true;
            if (Libc.Wait4(Id, &status, 0, usage) < 0)
            {
                throw Libc.Error("wait4");
            }
        }

        if (_isLate)
        {
            throw new TimeoutException($"{_name} did not end in time: {LastWords()}");
        }

        int signal = status & 0x7f;
        return new ChildOutcome(
            signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            ended,
            TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
        );
    }

    /// <summary>Waits for its end, which has to be a good one.</summary>
    public ChildOutcome WaitForSuccess()
    {
        ChildOutcome outcome = Wait();
        return outcome.ExitCode == 0
            ? outcome
            : throw new MeasurementException($"{_name} ended with {outcome.ExitCode}: {LastWords()}");
    }

    public void Signal(int signal)
    {
        lock (_reaping)
        {
            if (!_isReaped)
            {
                _ = Libc.Kill(Id, signal);
            }
        }
    }

    /// <summary>VmHWM, in bytes: what it had in memory at most. The usage that wait4 gives begins with its parent's.</summary>
    public long PeakMemory() => Memory("VmHWM:");

    /// <summary>VmRSS, in bytes: what it has in memory now; 0 when it has ended.</summary>
    public long ResidentMemory() => Memory("VmRSS:");

    /// <summary>Waits until it has used no processor time for a while, or has ended.</summary>
    public void WaitUntilIdle()
    {
        string before;
        string now = "";
        do
        {
            Thread.Sleep(s_calm);
            before = now;
            string[] fields = File.ReadAllText($"/proc/{Id}/stat").Split(' ');
            now = $"{fields[13]} {fields[14]}"; // utime and stime: proc_pid_stat(5)
        } while (now != before && !HasExited);
    }

    /// <summary>What it wrote to stderr.</summary>
    public string Errors() => _errors.ReadText();

    /// <summary>The last line of what it wrote to stderr.</summary>
    public string LastWords() =>
        Errors().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? "no message";

    public void Dispose()
    {
        Signal(Libc.SIGKILL);
        if (!_isReaped)
        {
            try
            {
                _ = Wait();
            }
            catch (TimeoutException)
            {
                // ended by the time limit a moment before
            }
        }

        _limit.Dispose();
        _errors.Dispose();
    }

    private long Memory(string key)
    {
        string line = File.ReadLines($"/proc/{Id}/status")
            .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal), "0 kB");
        string kilobytes = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2];
        return long.Parse(kilobytes.Split('\t')[^1], CultureInfo.InvariantCulture) * 1024;
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private void KillLate()
    {
        _isLate = !HasExited;
        Signal(Libc.SIGKILL);
    }
}
