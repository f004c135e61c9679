using System.Runtime.InteropServices;
using Dotcat.Reporting;

namespace Dotcat;

/// <summary>
/// Turns the first SIGINT, SIGTERM, SIGHUP or SIGQUIT into an orderly end; a second one ends the process as the
/// system would.
/// </summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _number;

    public Signals()
    {
        Register(PosixSignal.SIGHUP, 1);
        Register(PosixSignal.SIGINT, 2);
        Register(PosixSignal.SIGQUIT, 3);
        Register(PosixSignal.SIGTERM, 15);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>128 and the signal's number where one came, else the run's own code.</summary>
    public int ExitCode(ExitCode own) => _number == 0 ? (int)own : 128 + _number;

    public void Dispose()
    {
        _registrations.ForEach(static registration => registration.Dispose());
        _source.Dispose();
    }

    private void Register(PosixSignal signal, int number)
    {
        _registrations.Add(
            PosixSignalRegistration.Create(
                signal,
                context =>
                {
                    if (Interlocked.CompareExchange(ref _number, number, 0) == 0)
                    {
                        context.Cancel = true;
                        _source.Cancel();
                    }
                }
            )
        );
    }
}
