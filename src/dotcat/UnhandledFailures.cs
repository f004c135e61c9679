namespace Dotcat;

/// <summary>
/// Ends the run where something fails in a thread in which nobody catches it: so the runtime tells that the system has no
/// thread left for its pool, its timers or a signal. In order, as by a signal; what does not end so is ended.
/// </summary>
internal sealed class UnhandledFailures : IDisposable
{
    /// <summary>How long the run has to end in order, for which it may lack the thread as well.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly Signals _signals;
    private readonly Action<Exception> _tell;

    public UnhandledFailures(Signals signals, Action<Exception> tell)
    {
        _signals = signals;
        _tell = tell;
        AppDomain.CurrentDomain.UnhandledException += End;
    }

    public void Dispose() => AppDomain.CurrentDomain.UnhandledException -= End;

    /// <summary>Does not return, since the runtime would abort the process then.</summary>
    private void End(object? sender, UnhandledExceptionEventArgs unhandled)
    {
        _tell((Exception)unhandled.ExceptionObject);
        _signals.Fail();
        Thread.Sleep(_patience);
        Environment.Exit(Signals.FailureCode);
    }
}
