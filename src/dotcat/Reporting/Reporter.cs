namespace Dotcat.Reporting;

/// <summary>Says lines on stderr, each under the tool's name, as many as the user asked for.</summary>
internal sealed class Reporter(TextWriter stderr, Verbosity verbosity)
{
    private readonly Lock _gate = new();

    /// <summary>Whether what is said at this level is heard.</summary>
    public bool Says(Verbosity level) => verbosity >= level;

    /// <summary>Says something whatever the verbosity.</summary>
    public void Say(Sentence sentence) => Say(Verbosity.Quiet, sentence);

    public void Say(Verbosity level, Sentence sentence)
    {
        if (Says(level))
        {
            Write($"{sentence}");
        }
    }

    /// <summary>Says why something failed, with the stack trace at <see cref="Verbosity.Everything"/>.</summary>
    public void SayFailure(Sentence sentence, Exception? exception) => SayFailure(Verbosity.Quiet, sentence, exception);

    public void SayFailure(Verbosity level, Sentence sentence, Exception? exception)
    {
        Say(level, sentence);
        if (exception is not null && Says(Verbosity.Everything))
        {
            Write(TraceOf(exception).ReplaceLineEndings($"\n{Messages.Prefix}"));
        }
    }

    private static string TraceOf(Exception exception)
    {
        Sentence what = $"{exception.GetType().ToString()}: {exception.Message}";
        string trace = exception.StackTrace is { } stack ? $"{what}\n{stack}" : $"{what}";
        return exception.InnerException is { } inner ? $"{trace}\n{TraceOf(inner)}" : trace;
    }

    private void Write(string text)
    {
        lock (_gate)
        {
            try
            {
                stderr.Write($"{Messages.Prefix}{text}\n"); // in one piece, so that it stays one among other programs'
                stderr.Flush();
            }
            catch (IOException)
            {
                // stderr is closed or full: there is nobody left to tell
            }
        }
    }
}
