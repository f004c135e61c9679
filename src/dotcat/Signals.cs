using System.Runtime.InteropServices;
using Dotcat.Reporting;

namespace Dotcat;

/// <summary>
/// Turns the first SIGINT, SIGTERM, SIGHUP or SIGQUIT into an orderly end; a second one, or one that comes when the
/// exit code stands already, ends the process as the system would.
/// </summary>
internal sealed class Signals : IDisposable
{
    /// <summary>What the shell is told of a run that <see cref="Fail"/> has ended.</summary>
    public const int FailureCode = (int)Reporting.ExitCode.Failed;

    private const int TooLate = -1;
    private const PosixSignal SIGXFSZ = (PosixSignal)25;

#pragma warning disable CA2213 // a handler may run on while this is disposed of, and cancel it then
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _ignored = []; // to the very end
#pragma warning restore CA2213
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>The exit code for what has ended the run, or <see cref="TooLate"/> for what is to come.</summary>
    private int _code;

    public Signals()
    {
        if (!OperatingSystem.IsWindows())
        {
            // Else the runtime writes the terminal's settings of the start over those that the user has made since, now
            // and at the end: ReinitializeTerminal,
            // https://github.com/dotnet/runtime/blob/v10.0.0/src/native/libs/System.Native/pal_console.c.
            // A file that may not grow any more (ulimit -f) fails the write, which is said.
            _ignored = Register([PosixSignal.SIGCONT, SIGXFSZ], static signal => signal.Cancel = true);
        }

        PosixSignal[] signals = [PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM];
        _registrations = Register(signals, Handle);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>128 and the signal's number where one came, else the run's own code.</summary>
    public int ExitCode(ExitCode own)
    {
        int code = Interlocked.CompareExchange(ref _code, TooLate, 0);
        return code > 0 ? code : (int)own;
    }

    /// <summary>Ends the run as a signal does, with <see cref="FailureCode"/>.</summary>
    public void Fail() => _ = TryEnd(FailureCode);

    public void Handle(PosixSignalContext context)
    {
        int number = context.Signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            _ => 15,
        };
        if (TryEnd(128 + number))
        {
            context.Cancel = true;
            if (OperatingSystem.IsWindows() && number is 1 or 15)
            {
                Thread.Sleep(Timeout.Infinite); // the console is closed, the session ends: when this returns, the process does
            }
        }
    }

    public void Dispose()
    {
        _ = Interlocked.CompareExchange(ref _code, TooLate, 0);
        Array.ForEach(_registrations, static registration => registration.Dispose());
    }

    private bool TryEnd(int code)
    {
        if (Interlocked.CompareExchange(ref _code, code, 0) != 0)
        {
            return false;
        }

        _source.Cancel();
        return true;
    }

    private static PosixSignalRegistration[] Register(PosixSignal[] signals, Action<PosixSignalContext> handle) =>
        Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, handle));
}
