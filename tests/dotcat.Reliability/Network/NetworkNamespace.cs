using System.Diagnostics;
using Dotcat.Reliability.Processes;
using Microsoft.Win32.SafeHandles;

namespace Dotcat.Reliability.Network;

/// <summary>
/// A host of its own, as far as the network is concerned (network_namespaces(7)). It has no name, and so it is gone with
/// this process, however that ends.
/// </summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly SafeFileHandle _handle;

    public NetworkNamespace()
    {
        _handle = OnThread(() =>
            Libc.Unshare(Libc.CLONE_NEWNET) == 0 ? Open("/proc/thread-self/ns/net") : throw Libc.Error("unshare")
        );
        Command("ip", "link", "set", "lo", "up");
    }

    /// <summary>What starts a program in it.</summary>
    public IReadOnlyList<string> Launcher =>
        ["nsenter", $"--net=/proc/{Environment.ProcessId}/fd/{_handle.DangerousGetHandle()}"];

    public ToolProcess StartTool(params IEnumerable<string> arguments) => ToolProcess.Start(Launcher, arguments);

    /// <summary>
    /// Opens something that belongs to the namespace in which it was opened, as sockets do. Nothing may go on in the
    /// background in there: a thread that the pool starts meanwhile would stay in the namespace.
    /// </summary>
    public T Run<T>(Func<T> open) =>
        OnThread(() => Libc.SetNamespace(_handle, Libc.CLONE_NEWNET) == 0 ? open() : throw Libc.Error("setns"));

    /// <summary>Runs a program that has to succeed.</summary>
    public void Command(params IEnumerable<string> words)
    {
        string[] all = [.. Launcher, .. words];
        var start = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"{string.Join(' ', words)}: {said}");
        }
    }

    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle Open(string path)
    {
        SafeFileHandle handle = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
        return handle.IsInvalid ? throw Libc.Error(path) : handle;
    }

    /// <summary>On a thread that ends with it: the namespace is the thread's.</summary>
    private static T OnThread<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        var thread = new Thread(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // thrown again where the work was asked for
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        });
        thread.Start();
        thread.Join();
        return done.Task.GetAwaiter().GetResult();
    }
}
